"""Self-contained pages: nothing is fetched, nothing but our own scripts runs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from evigraph.view.style import asset, variables


def render(
    template: str,
    styles: Sequence[str],
    scripts: Mapping[str, str],
    data: Any = None,
    rules: str = "",
    **values: Any,
) -> str:
    """A page from a template of ``web/``: ``styles`` name files there, ``scripts`` are texts by slot name.

    ``rules`` is further CSS of our own that stands before the files.  Everything in ``values``
    is escaped; ``data`` is JSON for a script element.  The policy allows exactly these scripts
    and styles, by hash, and no request at all.
    """
    import jinja2
    from markupsafe import Markup

    css = variables() + rules + "".join(map(asset, styles))
    allowed = " ".join(map(_hash, scripts.values())) or "'none'"
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src {allowed}; style-src {_hash(css)}"
    )
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(asset(template)).render(
        policy=Markup(policy),  # noqa: S704  made here, of hashes
        style=Markup(css),  # noqa: S704  our own file
        data=Markup(script_json(data)),  # noqa: S704  escaped for a script element
        **{name: Markup(text) for name, text in scripts.items()},  # noqa: S704  hashed in the policy
        **values,
    )


def script_json(data: Any) -> str:
    """JSON that cannot end the script element it stands in, nor open a comment."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
