"""The draft of an article, written into ``graph/inbox/<article>/``; the curated files are only read."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evigraph.article.lexicon import with_abbreviations
from evigraph.article.reading import Reading, nothing_in
from evigraph.errors import InputError, RecordError
from evigraph.ingest.abbreviations import abbreviations
from evigraph.ingest.claims import claims
from evigraph.ingest.description import article_name, article_record
from evigraph.ingest.form import written
from evigraph.ingest.known import INBOX, known, taken
from evigraph.ingest.passages import passages
from evigraph.ingest.references import list_references
from evigraph.ingest.sections import Sections
from evigraph.ingest.source import lay_out
from evigraph.ingest.studies import known_studies, studies
from evigraph.ingest.tables import tables
from evigraph.ingest.terms import read_lexicon
from evigraph.load.workspace import Workspace
from evigraph.read import read_text
from evigraph.version import __version__
from evigraph.write import WriteError

FILES = {
    "article.yaml": "article",
    "references.yaml": "references",
    "passages.yaml": "sentences",
    "tables.yaml": "tables",
    "claims.yaml": "claims",
    "studies.yaml": "studies",
}
_HEADS = {
    "article.yaml": "The article as its file describes it.",
    "references.yaml": "The printed list: each number, its key in references.bib beside this file, and doubts.",
    "passages.yaml": "Every sentence, by place, offsets and hash in source.txt.",
    "tables.yaml": "Every table with its cells as printed.",
    "claims.yaml": "Sentences that assert something; `label` is for you to word.",
    "studies.yaml": "Studies that rows of tables tell of.",
}
_NOTE = "# {} Made by evigraph {}; nothing here is part of the graph until it is accepted.\n"


@dataclass(frozen=True)
class Ingested:
    """A draft that was written: the name of the article, its folder, and how many records of each kind.

    ``findings`` tell how much was not read as it stands: each is in the ``losses`` of the draft.
    """

    article: str
    folder: Path
    counts: dict[str, int]
    fresh: bool = True
    findings: int = 0


def ingest(workspace: Workspace, reading: Reading, file_hash: str, *, force: bool = False) -> Ingested:
    """Draft an article that was read from the file with this SHA-256.

    A draft of the same article is replaced only with ``force``; one of the same file is left as it is.

    Raises:
        InputError: the article is in the inbox or in the graph already.
        RecordError: the article holds nothing, or a file of the workspace that has to be read has faults.
        WriteError: the inbox cannot be written; nothing is changed.
    """
    workspace.require_own()
    article = reading.article
    if fault := nothing_in(article):
        raise RecordError([fault])
    origin = {
        "tool": "evigraph ingest",
        "version": __version__,
        "file": article.file.rpartition("/")[2],
        "fileHash": file_hash,
    }
    inbox = workspace.root / INBOX
    found = known(workspace, article, file_hash)
    name, there = found or (article_name(article, taken(workspace)), {})
    if found and not force:
        if there.get("fileHash") == origin["fileHash"] and there.get("version") == __version__:
            return Ingested(name, inbox / name, {}, False)
        raise InputError(
            f"{name} is in the inbox already, from {there.get('file', 'another file')}. "
            "Use --force to replace its draft; what was decided about it is lost then."
        )
    files, counts, findings = _drafted(workspace, reading, name, origin)
    _put(inbox / name, files)
    return Ingested(name, inbox / name, counts, findings=findings)


def _drafted(
    workspace: Workspace, reading: Reading, name: str, origin: dict[str, str]
) -> tuple[dict[str, str], dict[str, int], int]:
    """The files of the draft by name, how many records each kind has, and how many losses there are."""
    article = reading.article
    source = lay_out(article)
    sections = Sections(source)
    defined = abbreviations(
        block.text[start:end] for block in article.blocks if block.kind != "row" for start, end in block.sentences
    )
    lexicon = with_abbreviations(read_lexicon(workspace), defined)
    bibliography, faults = read_text(workspace.root / "references.bib", "references.bib", "bib")
    if bibliography is None:
        raise RecordError(faults)
    listed = list_references(source, bibliography, name)
    record = article_record(source, sections, name, listed.keys, origin)
    record["draft"]["abbreviations"] = [{"short": short, "long": long} for short, long in sorted(defined.items())]
    record["draft"]["losses"] = [str(finding) for finding in (*reading.losses.findings, *source.findings)]
    told = passages(source, sections, lexicon, name)
    drawn = tables(source, lexicon, name)
    made: dict[str, Any] = {
        "article.yaml": record,
        "references.yaml": listed.records,
        "passages.yaml": told,
        "tables.yaml": drawn,
        "claims.yaml": claims(source, sections, lexicon, told, listed.works, name),
        "studies.yaml": studies(drawn, listed.works, name, known_studies(workspace), lexicon),
    }
    files = {file: _file(file, made[file]) for file in FILES if made[file]}
    files |= {"references.bib": listed.text, "source.txt": source.text}
    return (
        files,
        {FILES[file]: len(made[file]) for file in FILES if file != "article.yaml"},
        len(record["draft"]["losses"]),
    )


def _file(file: str, records: Any) -> str:
    return _NOTE.format(_HEADS[file], __version__) + written({FILES[file]: records})


def _put(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder beside its place and move it there."""
    beside = folder.parent / f".evigraph-{secrets.token_hex(8)}.tmp"
    old = folder.parent / f".evigraph-{secrets.token_hex(8)}.old"
    try:
        beside.mkdir(parents=True)
        for name, text in files.items():
            (beside / name).write_bytes(text.encode())
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise WriteError(f"{folder} cannot be written: {error.strerror or error}.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
