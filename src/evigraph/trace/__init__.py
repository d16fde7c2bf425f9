"""The evidence ladder of a claim: what it says, what it cites, what those studies found."""

from evigraph.trace.find import Hit, find, find_claim
from evigraph.trace.ladder import Trace, trace
from evigraph.trace.text import ladder_text

__all__ = ["Hit", "Trace", "find", "find_claim", "ladder_text", "trace"]
