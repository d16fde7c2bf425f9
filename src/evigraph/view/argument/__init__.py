"""The argument map: how the claims of an article support and concede one another, up to the thesis.

claims   what each claim says, which side it speaks for, and what it rests on
tree     which claims hang below which, each drawn once
boxes    the map as the page's script draws it
page     the page: map, table twin, claims outside the argument
"""

from evigraph.view.argument.page import argument_page

__all__ = ["argument_page"]
