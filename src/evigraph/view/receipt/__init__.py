"""The page of an evidence receipt."""

from evigraph.view.receipt.page import receipt_page

__all__ = ["receipt_page"]
