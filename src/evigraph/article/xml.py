"""XML from anyone: no entity is expanded, no file or address opened, size and depth stay bounded."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any, cast

from lxml import etree
from lxml.etree import _Element

from evigraph.article.other import other_format
from evigraph.article.words import replace_by
from evigraph.errors import Finding, Place, RecordError

MAX_BYTES = 128 * 1024 * 1024
"""No article is larger; the largest with all its data tables have some 40 MB."""

MAX_PARTS = 8_000_000
"""Tags and attributes of a document: each takes some hundred bytes of memory, however short it is."""

_READ = "What is read is JATS, the TEI that GROBID makes from PDF, archives of these, and text (.txt, .md)."
_PARSER_TALK = re.compile(r",? (?:(?:use|try) XML_PARSE_HUGE.*|see xmlCtxt.*|line \d+, column \d+.*)$", re.DOTALL)
ID = "{http://www.w3.org/XML/1998/namespace}id"
_SPARE = "{http://www.w3.org/XML/1998/namespace}ID"
_ID_NAME = re.compile(rb"(\s)xml:id(\s*=)")
_TAG = re.compile(rb"<[^<>!?][^<>]*>")
_ID_ERRORS = (etree.ErrorTypes.DTD_ID_REDEFINED, etree.ErrorTypes.DTD_XMLID_VALUE)
_INCLUDE = "{http://www.w3.org/2001/XInclude}include"


def parse_xml(data: bytes, file: str) -> tuple[_Element, list[Finding]]:
    """The root of a document, and a finding for each character that is named but not known.

    Named characters (``&alpha;``) are put in the place of their names.

    Raises:
        RecordError: one finding: no XML, not well-formed, wrongly encoded, too large, too deep, or with
            entities that stand for files or for more than a character.
    """
    if len(data) > MAX_BYTES:
        raise refused(file, "xml-too-large", f"More than {MAX_BYTES // 2**20} MB; no article is that large.")
    if len(data) > MAX_PARTS and data.count(b"<") + data.count(b"=") > MAX_PARTS:
        raise refused(file, "xml-too-large", f"More than {MAX_PARTS:,} tags and attributes; no article has so many.")
    if not data or data.isspace():
        raise refused(file, "xml-syntax", "The file is empty.")
    if what := other_format(data):
        raise refused(file, "xml-other-format", f"This is {what}. {_READ}")
    try:
        root = _parsed(data)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = _PARSER_TALK.sub("", str(error.msg or "this is no XML")).strip().rstrip(".")
        raise refused(file, "xml-syntax", f"The file cannot be read as XML: {reason}.", line, column) from None
    except (etree.LxmlError, LookupError, ValueError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise refused(file, "xml-syntax", f"The file cannot be read as XML: {reason}.") from None
    entities = []
    for each in root.iter(_INCLUDE, etree.Entity):
        if each.tag == _INCLUDE:
            line = cast(int, each.sourceline or 0)
            raise refused(file, "xml-include", "A part is to be included from elsewhere (XInclude).", line)
        entities.append(cast(Any, each))
    return root, _spell_out(root, entities, file) if entities else []


def character(name: str) -> str:
    """The character that an entity of this name stands for in HTML and ISO sets; "" for none."""
    return chr(name2codepoint[name]) if name in name2codepoint else ""


def refused(file: str, code: str, message: str, line: int = 0, column: int = 0) -> RecordError:
    """The error for a file that is not read, with its one finding."""
    return RecordError([Finding(Place(file, line, column), code, message)])


def _parsed(data: bytes) -> _Element:
    """The root; an ``xml:id`` given twice, as in a file put together from several, is no reason to refuse it."""
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if cast(Any, error).code not in _ID_ERRORS or b"<![CDATA[" in data:
            raise
    root = etree.fromstring(_TAG.sub(_spared, data), _parser())
    for each in root.iter(etree.Element):
        if _SPARE in each.attrib:
            each.set(ID, str(each.attrib.pop(_SPARE)))
    return root


def _spared(tag: re.Match[bytes]) -> bytes:
    """A tag whose identifier the parser does not take for one."""
    return _ID_NAME.sub(rb"\1xml:ID\2", tag.group())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _spell_out(root: _Element, references: list[Any], file: str) -> list[Finding]:
    """Put characters in the place of their names; names that the document itself declares are refused."""
    document_type = cast(Any, root.getroottree().docinfo.internalDTD)
    declared = {entity.name for entity in document_type.iterentities()} if document_type is not None else set()
    findings = []
    for reference in references:
        name, line = reference.name, reference.getparent().sourceline or 0
        if name in declared:
            message = f"The entity {name!r} is declared in the file itself, which only names of characters may be."
            raise refused(file, "xml-entity", message, line)
        text = character(name)
        if not text:
            findings.append(
                Finding(Place(file, line), "xml-unknown-character", f"Nothing is known as &{name};.", "", "warning")
            )
        replace_by(reference, text or f"&{name};")
    return findings
