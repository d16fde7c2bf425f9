"""Self-contained pages: nothing is fetched, nothing but our own scripts runs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from evigraph.view.style import asset, variables

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


Trail = Sequence[tuple[str, str]]
"""Where a page stands in a site: words and addresses of the pages above it; the last is the page itself."""


def render(
    template: str,
    styles: Sequence[str],
    scripts: Mapping[str, str],
    data: Any = None,
    rules: str = "",
    trail: Trail = (),
    structured: Any = None,
    **values: Any,
) -> str:
    """A page from a template of ``web/``: ``styles`` name files there, ``scripts`` are texts by slot name.

    ``rules`` is further CSS of our own that stands before the files; ``trail`` leads back to the
    site that the page is part of.  Everything in ``values`` is escaped; ``data`` is JSON for a
    script element, ``structured`` JSON-LD of what the page shows.  The policy allows exactly these
    scripts and styles, by hash, and no request at all.
    """
    from markupsafe import Markup

    css = variables() + rules + "".join(map(asset, styles))
    allowed = " ".join(map(_hash, scripts.values())) or "'none'"
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src {allowed}; style-src {_hash(css)}"
    )
    return (
        templates()
        .get_template(template)
        .render(
            policy=Markup(policy),  # noqa: S704  made here, of hashes
            style=Markup(css),  # noqa: S704  our own file
            data=embedded(data),
            structured=embedded(structured) if structured else None,
            **{name: Markup(text) for name, text in scripts.items()},  # noqa: S704  hashed in the policy
            trail=trail,
            **values,
        )
    )


@cache
def templates() -> Environment:
    """The templates of ``web/``, which may include one another; everything put into them is escaped."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def embedded(data: Any) -> Markup:
    """``data`` as JSON that may stand in a script element of a template."""
    from markupsafe import Markup

    return Markup(script_json(data))  # noqa: S704  escaped for a script element


def script_json(data: Any) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def as_data(kind: str, content: bytes) -> str:
    """An address that holds a file itself, for a link that saves it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
