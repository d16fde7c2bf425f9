"""The digest of a receipt, its text, and a receipt read back from a file."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from evigraph.errors import InputError

MAX_BYTES = 64_000_000
_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_PREFIX = "urn:sha256:"


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its digest as its identifier, right after the context."""
    rest = {key: value for key, value in document.items() if key not in ("@context", "id")}
    return {"@context": document["@context"], "id": _PREFIX + digest(document), **rest}


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of everything but the identifier: UTF-8 JSON, keys sorted, no white space between tokens."""
    content = {key: value for key, value in document.items() if key != "id"}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def intact(document: dict[str, Any]) -> bool:
    """Whether the identifier is the digest of the rest."""
    return document.get("id") == _PREFIX + digest(document)


def text_of(document: dict[str, Any]) -> str:
    """The receipt as JSON-LD for a file."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_receipt(path: Path) -> tuple[dict[str, Any], str]:
    """The receipt in a JSON-LD file or an HTML page, and the page (empty when it is none).

    Raises:
        InputError: the file cannot be read, or holds no receipt.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES} bytes and is no receipt.")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise InputError(f"{path} is no receipt: it is not UTF-8 text ({error}).") from None
    scripts = _SCRIPT.findall(text)
    page = text if text.lstrip()[:1] == "<" else ""
    if page and len(scripts) != 1:
        raise InputError(f"{path} is no receipt: the page holds no single block of JSON-LD.")
    try:
        document = json.loads(scripts[0] if page else text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no receipt: {error}") from None
    if not isinstance(document, dict) or not _is_receipt(document):
        raise InputError(f"{path} is no receipt: it does not say that it is one.")
    return document, page


def _is_receipt(document: dict[str, Any]) -> bool:
    types = document.get("type")
    named = isinstance(document.get("id"), str) and document["id"].startswith(_PREFIX)
    return named or (isinstance(types, list) and "Receipt" in types)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
