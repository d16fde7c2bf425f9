"""Any number of articles made of the 240 that ``EVIGRAPH_CORPUS`` holds, as a growing literature would have them.

A copy of an article is another article: it has identifiers and percentages of its own.  Of the works that it cites,
three in four are others in every copy (their identifiers and titles are), as most works are cited by few articles
only; the fourth is the same work in all copies, as some works are cited by more and more.  So works grow with the
articles, and so does the list of those that cite a work which all know.  What is what is decided by a hash of a work's
title, so that two articles which cite one work still do in their copies, and the same articles are made each time.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

OTHERS = 75
"""So many works of a hundred are others in every copy."""
_STEP = 3
_PMIDS = 100_000_000
_DOI = re.compile(rb'(<(?:article|pub)-id pub-id-type="doi">\s*)')
_CITED = re.compile(rb'<pub-id pub-id-type="doi">\s*(10\.[0-9]+/[^<\s]+)')
_NUMBER = re.compile(rb'(<(?:article|pub)-id pub-id-type="(?:pmid|pmc|pmcid|pmc-aiid)">\s*(?:PMC)?)(\d+)')
_ADDRESS = re.compile(rb"((?:doi\.org|DOI)[/: ]\s*)(?=10\.)")
_PERCENT = re.compile(rb"[0-9]%")
_LIST = re.compile(rb"<ref-list\b.*</ref-list>", re.DOTALL)
_ENTRY = re.compile(rb"<ref[ >].*?</ref>", re.DOTALL)
_TITLE = re.compile(rb"<article-title>(.*?)</article-title>", re.DOTALL)
_NAMED = (rb"</article-title>", rb"</source>", rb"</mixed-citation>")


def replicas(count: int) -> Iterator[tuple[str, bytes]]:
    """So many articles with their names: first every third one, then all, then copy after copy."""
    files = sorted((Path(os.environ["EVIGRAPH_CORPUS"]) / "jats").iterdir())
    files = [file for start in range(_STEP) for file in files[start::_STEP]]
    for number in range(count):
        copy, file = number // len(files), files[number % len(files)]
        data = file.read_bytes()
        yield f"{copy}/{file.name}", renamed(data, copy) if copy else data


def write_archive(path: Path, count: int) -> None:
    """So many articles as one .zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in replicas(count):
            archive.writestr(name, data)


def renamed(article: bytes, copy: int) -> bytes:
    """A copy of an article: with its own identifiers, and other works in its list."""
    begin, end = found.span() if (found := _LIST.search(article)) else (len(article), len(article))
    entries = _ENTRY.sub(partial(_entry, copy=copy), article[begin:end])
    text = _PERCENT.sub(lambda found: b"%d%%" % ((int(found[0][:1]) + copy) % 10), article[:begin])
    return _identified(text, copy) + entries + _identified(article[end:], copy)


def shared_dois(article: bytes) -> list[str]:
    """The DOIs of the works that an article cites in all its copies."""
    entries = (found[0] for found in _ENTRY.finditer(article))
    return [found[1].decode().lower() for entry in entries if _is_shared(entry) and (found := _CITED.search(entry))]


def _entry(found: re.Match[bytes], copy: int) -> bytes:
    entry = found[0]
    if _is_shared(entry):
        return entry
    entry = _ADDRESS.sub(rb"\g<1>10.9999/%d/" % copy, _identified(entry, copy))
    for end in _NAMED:
        before, mark, after = entry.partition(end)
        if mark:
            return before + b" (copy %d)" % copy + mark + after
    return entry


def _is_shared(entry: bytes) -> bool:
    """Whether the work of an entry is one in all copies."""
    title = _TITLE.search(entry)
    told = re.sub(rb"<[^>]*>|\W", b"", title[1].lower() if title else entry)
    return int(hashlib.sha256(told).hexdigest()[:8], 16) % 100 >= OTHERS


def _identified(part: bytes, copy: int) -> bytes:
    return _NUMBER.sub(partial(_number, copy=copy), _DOI.sub(rb"\g<1>10.9999/%d/" % copy, part))


def _number(found: re.Match[bytes], copy: int) -> bytes:
    """Another number of nine digits, which is as many as PubMed could ever give."""
    digest = hashlib.sha256(b"%d %s" % (copy, found[2])).hexdigest()
    return found[1] + b"%d" % (_PMIDS + int(digest[:12], 16) % (9 * _PMIDS))
