"""The version of evigraph."""

__version__ = "0.1.0"
