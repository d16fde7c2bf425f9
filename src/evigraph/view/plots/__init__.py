"""Plots: pictures of numbers, each with the same numbers as a table and as a file beside it."""

from evigraph.view.plots.kinds import KINDS, view
from evigraph.view.plots.view import FORMS, View, form_of

__all__ = ["FORMS", "KINDS", "View", "form_of", "view"]
