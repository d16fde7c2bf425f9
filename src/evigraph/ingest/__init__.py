"""From an article to a draft of its records, in the forms that people author, for a curator to review.

formats        files as articles
source         the text of the article and where everything stands in it
citations      how each citation is written in it
sections, description, references, passages, tables   the records
terms, abbreviations, headings   what is named in text and headings
draft, form    what a machine-made record says of itself; records as YAML
known          whether the article is here already
make           all of it, written into ``graph/inbox/``
"""

from evigraph.ingest.form import listed, pruned, single, written
from evigraph.ingest.make import FILES, Ingested, ingest

__all__ = ["FILES", "Ingested", "ingest", "listed", "pruned", "single", "written"]
"""``FILES`` are the files of a draft and the key of each."""
