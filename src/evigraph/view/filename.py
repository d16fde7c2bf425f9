"""Names of files that every file system takes, and that stay the same whatever else is added."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789")]
)
_MOST = 60


def safe_name(text: str) -> str:
    """``text`` when every file system takes it as the name of a file, else what is left of it with a digest.

    >>> safe_name("topp-2014"), safe_name("Topp 2014")
    ('topp-2014', 'topp-2014-97aa7c287f')
    """
    if _PLAIN.fullmatch(text) and text.partition(".")[0] not in _DEVICES and "-" * 2 not in text:
        return text
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    kept = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:_MOST].strip("-")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kept}-{digest}" if kept else digest
