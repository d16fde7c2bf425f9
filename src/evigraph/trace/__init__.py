"""The evidence ladder of a claim: what it says, what it cites, what those studies found."""

from evigraph.trace.describe import describe
from evigraph.trace.find import Hit, Hits, find, find_claim
from evigraph.trace.ladder import trace
from evigraph.trace.model import Trace
from evigraph.trace.text import Ladder, ladder_rows, ladder_text

__all__ = ["Hit", "Hits", "Ladder", "Trace", "describe", "find", "find_claim", "ladder_rows", "ladder_text", "trace"]
