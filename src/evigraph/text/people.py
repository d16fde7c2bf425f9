"""People and institutions as the front of a text prints them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from evigraph.article.metadata import Affiliation, Author
from evigraph.bib.exchange.persons import is_suffix, read_name
from evigraph.bib.names import is_degree
from evigraph.text.inline import Inline
from evigraph.text.words import form, table

_NUMBERED = re.compile(r"(?:^|;\s)(?:and\s)?(\d{1,2})\s?(?=[^\W\d_a-z])")
_LABEL = r"(?:\d{1,2}|[a-z]|[*†‡§¶#‖]+)"
_PARTED = re.compile(r"\s*[,;]?\s+(?:and|und|et|y|&)\s+|\s*[;,]\s*")
_ORCID = re.compile(
    r"(?:([A-Z](?:[.\s-]{0,2}[A-Z]){1,4}\.?)\s?[,:(]\s?)?(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME_WORD = re.compile(
    r"[^\W\d_a-z][\w'’.‐-]*|[dDO]['’][\w-]+"
    r"|(?:van|von|der|den|de|del|della|di|da|la|le|el|al|bin|ten|ter|dos|du|y|e|zu)"
)


def is_mark(_before: str, plain: str, _behind: str) -> bool:
    """Whether raised letters are the mark of an institution or a note."""
    return re.fullmatch(rf"{_LABEL}(?:\s?[,;]?\s?{_LABEL})*", plain) is not None


def people_of(made: Inline) -> Iterator[tuple[Author, list[str]]]:
    """The people of a line of names, each with the marks behind it; none where it is anything else."""
    text = made.text.strip()
    marks = sorted(made.raised)
    found: list[tuple[Author, list[str]]] = []
    start = 0
    letters = list(made.text)
    for low, high in marks:
        letters[low:high] = "\0" * (high - low)
    plain = re.sub(r"\0+\s?,\s?(?=\0)", lambda each: "\0" * len(each[0]), "".join(letters))
    by_semicolon = plain.count(";") > 0 and plain.count(";") >= plain.count(",") - 1
    parted = re.compile(r"\s*;\s*(?:and\s+)?") if by_semicolon else _PARTED
    for piece in (*parted.finditer(plain), None):
        end = piece.start() if piece else len(plain)
        shown = plain[start:end].replace("\0", "").strip(" .*†‡§¶#")
        first, last = (bisect_left(marks, (place, 0)) for place in (start, end + 1))
        labels = [made.text[low:high] for low, high in marks[first:last]]
        start = piece.end() if piece else end
        if not shown:
            if labels and found:
                found[-1][1].extend(labels)
            continue
        if (is_degree(shown) or is_suffix(shown)) and found:
            author = found[-1][0]
            known = f"{author.degrees}, {shown}".strip(", ")
            changed = replace(author, degrees=known) if is_degree(shown) else replace(author, suffix=shown)
            found[-1] = (changed, [*found[-1][1], *labels])
            continue
        author_ = _person(shown)
        if author_ is None:
            return
        found.append((author_, labels))
    if found and (len(found) > 1 or marks or len(text.split()) < 5):
        yield from found


def _person(shown: str) -> Author | None:
    words = [word for word in re.sub(r",", " ", shown).split() if not is_degree(word)]
    if not 2 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) for word in words):
        return None
    if {word.lower() for word in words} & set(table()["institutions"]) or sum(len(w) > 1 for w in words) < 1:
        return None
    name = read_name(shown)
    if not name.family or not name.given:
        return None
    return Author(name.family, name.given, name.particle, name.suffix)


def with_orcids(authors: Sequence[Author], texts: Sequence[str]) -> tuple[Author, ...]:
    """The authors with the ORCIDs and addresses that texts give behind their initials or their names."""
    found = list(authors)
    for text in texts:
        for match in _ORCID.finditer(text):
            before = text[: match.start(2)]
            for at, author in enumerate(found):
                initials = re.sub(r"[^A-Z]", "", f"{author.given} {author.family}")
                named = re.sub(r"[^A-Z]", "", match[1] or "") == initials or (
                    author.family and author.family in before[-60:]
                )
                if named and not author.orcid:
                    found[at] = replace(author, orcid=f"https://orcid.org/{match[2]}")
                    break
        if form("correspondence").search(text) and (email := _EMAIL.search(text)):
            for at, author in enumerate(found):
                if author.family and author.family in text:
                    found[at] = replace(author, email=email.group().rstrip("."), corresponding=True)
                    break
    return tuple(found)


def split_marks(marks: Sequence[str], known: Container[str]) -> Iterator[str]:
    """Each mark that is known of those that stand together: "1,2", and "12" where there is no twelfth."""
    for mark in marks:
        for part in re.split(r"[,;\s]+", mark):
            yield from (each for each in ([part] if part in known else part) if each in known)


def affiliations_of(made: Inline, before: int) -> Iterator[Affiliation]:
    """The institutions of a line, each behind its raised number or letter."""
    marks = sorted(made.raised) or [match.span(1) for match in _NUMBERED.finditer(made.text)]
    if not marks or made.text[: marks[0][0]].strip():
        yield Affiliation(f"aff-{before + 1}", "", made.text.strip())
        return
    ends = [*(low for low, _ in marks[1:]), len(made.text)]
    for number, ((low, high), end) in enumerate(zip(marks, ends, strict=True), before + 1):
        text = re.sub(r"[;,]?\s*(?:and|und|et)?\s*$", "", made.text[high:end]).strip(" ;,")
        yield Affiliation(f"aff-{number}", made.text[low:high], text)
