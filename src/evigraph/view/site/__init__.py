"""All of a graph as pages that lead to one another.

site       what the pages share, worked out once
links      names of files, addresses from page to page
claims, references, studies, terms, findings   what the page of a node shows
lists, general, pictures   the lists, the first page, search and about, the large pictures
parts, ladder, strip, schema   pieces of pages: rows, pictures, schema.org
render     a page as HTML, whatever serves it
write      the folder
"""

from evigraph.view.site.links import FileLinks, Links, Ref, page_path
from evigraph.view.site.render import assets, names, page
from evigraph.view.site.site import Site
from evigraph.view.site.write import MARKER, site_files, write_site

__all__ = [
    "MARKER",
    "FileLinks",
    "Links",
    "Ref",
    "Site",
    "assets",
    "names",
    "page",
    "page_path",
    "site_files",
    "write_site",
]
