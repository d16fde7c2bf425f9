"""Pages and pictures for people: offline, self-contained, and the same bytes for the same graph."""

from evigraph.view.argument import argument_page
from evigraph.view.ladder import to_pyvis
from evigraph.view.page import claim_page, claim_svg

__all__ = ["argument_page", "claim_page", "claim_svg", "to_pyvis"]
