"""The inbox: machine-made drafts that a curator accepts, edits or rejects.

drafts      the records of the inbox, found by identifier
shape       what a file of the inbox must hold
decide      accepting and rejecting
work        what accepting comes to before it is written
refused     why drafts cannot be decided on as asked, all of them at once
listing     the list of references against the bibliography of the moment
curated     records in the files that people author
trial       the check of what would be written, before it is
sheet       all drafts of an article as one page
exchange, workbook   drafts as a table for a spreadsheet, and back
"""

from evigraph.inbox.decide import Decided, accept, decide, reject
from evigraph.inbox.drafts import Draft, Inbox, open_inbox
from evigraph.inbox.edit import change, edited

__all__ = ["Decided", "Draft", "Inbox", "accept", "change", "decide", "edited", "open_inbox", "reject"]
