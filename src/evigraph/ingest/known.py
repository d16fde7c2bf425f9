"""Whether an article is in the inbox or in the graph already, and under which name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evigraph.article.article import Article
from evigraph.errors import InputError
from evigraph.ingest.description import article_item, identifiers, published
from evigraph.load.workspace import Workspace
from evigraph.read import Record, each, read_yaml

INBOX = "graph/inbox"


def known(workspace: Workspace, article: Article, file_hash: str) -> tuple[str, dict[str, str]] | None:
    """The name of the draft of an article and what it says of its origin; None where there is none.

    An article is known by its DOI or PubMed number; else by its file, with the title that was read from it; else by
    title, first author and year.

    Raises:
        InputError: the article is curated already.
    """
    for folder, name, record in _records(workspace):
        if not _is_same(record, article, file_hash):
            continue
        if folder == "articles" or (workspace.root / "graph" / "articles" / name / "article.yaml").exists():
            raise InputError(f"This article is in the graph already, as {name}.")
        made = _inner(_inner(record, "draft"), "generatedBy")
        return name, {key: str(value) for key, value in made.items()}
    return None


def taken(workspace: Workspace) -> set[str]:
    """The names that articles of the graph or the inbox have."""
    paths = [path for place in ("graph/articles", INBOX) for path in (workspace.root / place).glob("*")]
    return {path.name for path in paths if path.is_dir()}


def _records(workspace: Workspace) -> Iterator[tuple[str, str, Record]]:
    for folder in (workspace.root / "graph" / "articles", workspace.root / INBOX):
        for path in sorted(folder.glob("*/article.yaml")):
            tree, _ = read_yaml(path)
            record = tree.get("article") if tree is not None else None
            if isinstance(record, Record) and not path.parent.name.startswith("."):
                yield folder.name, path.parent.name, record


def _is_same(record: Record, article: Article, file_hash: str) -> bool:
    own = identifiers(article)
    if any(record.get(scheme) == number for scheme, number in own.items()):
        return True
    if any(scheme in record for scheme in own):
        return False
    said = _inner(record, "draft")
    if file_hash and _inner(said, "generatedBy").get("fileHash") == file_hash:
        return _plain(said.get("text", "")) == _plain(article.title)  # a file may hold several articles
    names = article_item(article)["author"]
    creators = [creator for creator in each(record.get("creator", "")) if isinstance(creator, Record)]
    mine = article.title, names[0].get("family", "") if names else "", published(article)[:4]
    theirs = record.get("title", ""), creators[0].get("familyName", "") if creators else "", record.get("year", "")
    return all(mine) and list(map(_plain, mine)) == list(map(_plain, theirs))


def _inner(record: Any, key: str) -> Record | dict[str, Any]:
    value = record.get(key)
    return value if isinstance(value, Record) else {}


def _plain(value: Any) -> str:
    return " ".join(str(value).casefold().split()).rstrip(".")
