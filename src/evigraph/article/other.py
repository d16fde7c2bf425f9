"""What is neither XML nor text, told by its first bytes."""

from __future__ import annotations

_OPENINGS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a packed file or a word processor's"),
    (b"\xd0\xcf\x11\xe0", "a word processor's"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def other_format(data: bytes) -> str:
    """What a file is instead; "" where its first bytes do not tell."""
    return next((what for opening, what in _OPENINGS if data.startswith(opening)), "")
