"""What became of works after they were published, as a public list tells it.

told         one record of a list, and the list as a whole
values       identifiers, titles and dates as lists write them
lists        a file to a list, its format known by its content
retraction_watch, crossref, pubmed, plain   the formats
works        the works here, and which of them a record is about
records      graph/standing.yaml: read, merged, written
update       a list met with a workspace
text         what an update says, in words and rows
"""

from evigraph.standing.text import update_rows, update_text
from evigraph.standing.update import Update, standing

__all__ = ["Update", "standing", "update_rows", "update_text"]
