"""evigraph traces every claim of a clinical review to the evidence behind it."""

__version__ = "0.1.0"
