"""Names of the authors of an article among those of the works it cites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from evigraph.audit.compute.row import Row
from evigraph.bib.library.likeness import words


def author_overlap(rows: Sequence[Row]) -> Iterator[Row]:
    """One row for each article with an author whose printed name stands among those of its references.

    The same name need not be the same person, which no list tells.

    A row of the query is one author, of the article where it has no ``entry``.
    """
    articles = defaultdict(list)
    for row in rows:
        articles[row["article"]].append(row)
    for article, people in articles.items():
        own = {_person(row): row["author"] for row in people if row["entry"] is None}
        cited = [row for row in people if row["entry"] is not None]
        hits = [row for row in cited if _person(row) in own]
        if not hits:
            continue
        numbers: dict[str, set[int]] = defaultdict(set)
        for row in hits:
            numbers[own[_person(row)]].add(row["number"])
        cut = len({row["work"] for row in cited if row["etal"] is True})
        yield {
            "article": article,
            "name": people[0]["name"],
            "shared": "; ".join(_told(author, numbers[author]) for author in sorted(numbers)),
            "count": len({row["work"] for row in hits}),
            "listed": len({row["work"] for row in cited}),
            "bound": f"This is a lower bound, for {cut} of the works are listed with their first authors only."
            if cut
            else "The list prints all authors.",
        }


def _person(row: Row) -> tuple[str, str]:
    """Family name and initials, so that "Shah NN" is "Shah, Nirali N."."""
    given = row["given"] or ""
    printed_as_initials = given.isalpha() and given.isupper() and len(given) <= 4
    initials = given if printed_as_initials else "".join(word[0] for word in re.split(r"[\W_]+", given) if word)
    return " ".join(words(row["family"])), "".join(words(initials))


def _told(author: str, numbers: set[int]) -> str:
    return f"an author of the article, {author}, has the same printed name as an author of {_references(numbers)}"


def _references(numbers: set[int]) -> str:
    *most, last = [str(number) for number in sorted(numbers)]
    return f"references {', '.join(most)} and {last}" if most else f"reference {last}"
