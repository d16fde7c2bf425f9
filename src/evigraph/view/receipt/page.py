"""An evidence receipt on one page, made of the receipt's data alone: nothing is fetched, nothing runs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from evigraph.errors import InputError
from evigraph.view.receipt.parts import Parts
from evigraph.view.shell import ALONE, templates
from evigraph.view.style import asset, palette, variables

Data = Mapping[str, Any]

_ACCENTS = {"error": "result", "warning": "reference", "note": "passage", "holds": "study"}


def receipt_page(document: Data) -> str:
    """The page of a receipt, the same bytes for the same data; it embeds the data as JSON-LD.

    Raises:
        InputError: the data are not laid out as those of a receipt.
    """
    import jinja2

    try:
        return _render(document)
    except (AttributeError, LookupError, TypeError, ValueError, jinja2.UndefinedError) as error:
        raise InputError(f"The data of the receipt are not laid out as evigraph writes them: {error}") from None


def _render(document: Data) -> str:
    from markupsafe import Markup

    style = variables() + _accents() + asset("receipt.css")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    )
    page = (
        templates()
        .get_template("receipt.html")
        .render(
            **Parts(document).parts(),
            trail=ALONE,
            structured=None,  # the receipt is JSON-LD itself
            policy=Markup(policy),  # noqa: S704  made here, of a hash
            style=Markup(style),  # noqa: S704  our own file
            data=Markup(_json(document)),  # noqa: S704  escaped for a script element
        )
    )
    return page + "\n"


def _json(document: Data) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment."""
    text = json.dumps(document, ensure_ascii=True, indent=1)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _accents() -> str:
    """A color for each kind of finding, in both schemes."""
    light, dark = (
        "".join(f"--{name}:{palette()[scheme][kind][1]};" for name, kind in _ACCENTS.items())
        for scheme in ("light", "dark")
    )
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
