"""The bytes of a library as text, whatever program wrote them."""

from __future__ import annotations

import codecs
import re

from evigraph.errors import Finding, Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# A form feed or vertical tab is white space to every reader; the rest has no meaning in any format.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def decode(data: bytes, label: str, kind: str = "bib") -> tuple[str, list[Finding]]:
    """The text with line ends as ``\\n``, no byte order mark and no control characters.

    Bytes are UTF-8, UTF-16 or UTF-32 where a mark says so, what an XML declaration names,
    and else Windows-1252, which gives every byte a character.  What had to be guessed, replaced
    or removed is said in a warning, at most one of each kind; its code begins with ``kind``.
    """
    text, findings = _decoded(data, label, kind)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if first := _CONTROL.search(text):
        clean = _CONTROL.sub("", text)
        message = f"Removed {len(text) - len(clean)} invisible control characters; the first is U+{ord(first[0]):04X}."
        findings.append(_warning(_place(text, first.start(), label), f"{kind}-control-character", message))
        text = clean
    return text, findings


def _decoded(data: bytes, label: str, kind: str) -> tuple[str, list[Finding]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding, label, kind)
    declared = _DECLARED.match(data)
    if declared and (encoding := _known(declared[1].decode("ascii"))) not in ("", "utf-8"):
        return _replacing(data, encoding, label, kind)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The file is not UTF-8 (byte 0x{data[error.start]:02X}); it was read as Windows-1252."
        warning = _warning(Place(label, line, 1), f"{kind}-not-utf8", message, "Check the letters with accents.")
    # The five bytes that Windows-1252 leaves free are read as Latin-1 has them.
    return data.decode("cp1252", errors="latin-1-byte"), [warning]


def _known(name: str) -> str:
    """The name by which Python knows an encoding of text whose ASCII is ASCII; "" for any other."""
    try:
        found = codecs.lookup(name).name
        return found if b"<?xml".decode(found) == "<?xml" else ""
    except (LookupError, UnicodeDecodeError):
        return ""


def _replacing(data: bytes, encoding: str, label: str, kind: str) -> tuple[str, list[Finding]]:
    text = data.decode(encoding, errors="replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        bad = _place(text, max(text.find("\ufffd"), 0), label)
        message = f"Some bytes are no {encoding.upper()} and stand as \ufffd."
        return text, [_warning(bad, f"{kind}-bad-encoding", message, "Save the file as UTF-8.")]
    return text, []


def _place(text: str, offset: int, label: str) -> Place:
    return Place(label, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _warning(place: Place, code: str, message: str, hint: str = "") -> Finding:
    return Finding(place, code, message, hint, "warning")


def _latin_1_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-byte", _latin_1_byte)
