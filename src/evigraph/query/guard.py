"""A cheap look at a query before the engine sees it.

The engine has no time limit, dies on some deeply nested queries and sends requests for
SERVICE.  The guard counts tokens outside strings, IRIs and comments; it refuses what the
engine could not survive and what would leave this machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from itertools import pairwise
from typing import TypeVar

from evigraph.errors import QueryError
from evigraph.ns import PREFIXES

MAX_LENGTH = 500_000
LIMITS = {
    **{"OPTIONAL": 400, "UNION": 800, "BIND": 1000, "CONCAT": 200, "path step": 150},
    **{"||": 1500, "&&": 1500, "|": 3000, "!": 3000, "+": 3000, "(": 3000},
}
MAX_NESTING = {"{": 150, "(": 200, "[": 100}
_COUNTED = [word for word in LIMITS if word.isalpha()]
_CLOSES = {"}": "{", ")": "(", "]": "["}

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<name>[?$]?[A-Za-z_][\w.-]*(?::(?:[\w.%:-]|\\.)*)?|:(?:[\w.%:-]|\\.)+)
    |(?P<symbol>\|\||&&|[{}()\[\]/|!+])
    |(?P<other>[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = {"SERVICE": "would send the query to another server", "LOAD": "would fetch a document"}
_HIDDEN = re.compile(r"SERVICE|\bLOAD\b", re.IGNORECASE)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CHANGING = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_VARIABLE = re.compile(r"[?$]\w+")
_PREFIXED = re.compile(r"([\w-]*:)(?!\.).*", re.DOTALL)
_REMEMBERED = 512
"""More than there are questions and checks together, for an audit asks them one after the other."""
_LONGEST_REMEMBERED = 20_000
T = TypeVar("T")


def _once(look: Callable[[str], T]) -> Callable[[str], T]:
    """Lets each text be looked at once, but for long ones, which would fill the memory."""
    kept = lru_cache(maxsize=_REMEMBERED)(look)

    @wraps(look)
    def looked(sparql: str) -> T:
        return kept(sparql) if len(sparql) <= _LONGEST_REMEMBERED else look(sparql)

    return looked


@_once
def check_query(sparql: str) -> None:
    """Refuses a query that reaches outside or that the engine may not survive; looks at each text once.

    Raises:
        QueryError: it says which part, and why.
    """
    if len(sparql) > MAX_LENGTH:
        raise QueryError(f"The query has {len(sparql)} characters; at most {MAX_LENGTH} are read.")
    if "\0" in sparql:
        raise QueryError("The query holds a NUL character.")
    counts: Counter[str] = Counter()
    open_now: Counter[str] = Counter()
    before = ""
    for match in _TOKEN.finditer(sparql):
        if match["comment"]:
            continue
        keywords = _keywords(match["name"]) if match["name"] else ""
        _check_forbidden(sparql, match, keywords or before)
        before = keywords if keywords.endswith(":") else ""
        for word in _COUNTED:
            counts[word] += keywords.count(word)
        if symbol := match["symbol"]:
            counts["path step" if symbol == "/" else symbol] += 1
            if symbol in MAX_NESTING:
                open_now[symbol] += 1
                if open_now[symbol] > MAX_NESTING[symbol]:
                    raise QueryError(f"The query nests '{symbol}' more than {MAX_NESTING[symbol]} deep.")
            elif symbol in _CLOSES:
                open_now[_CLOSES[symbol]] -= 1
    _check_readings(sparql)
    for word, most in LIMITS.items():
        if counts[word] > most:
            raise QueryError(f"The query has {counts[word]} times '{word}'; at most {most} are allowed.")


def _keywords(name: str) -> str:
    """The part of a name that may be keywords, in capitals; "" where there can be none.

    The engine needs no space around a keyword: what looks like one name may be several words, as
    in ``FILTERRAND()`` and ``SERVICESILENTex:a``, or a variable, the end of a triple and a word,
    as in ``?o.SERVICE``.
    """
    if _VARIABLE.fullmatch(name):
        return ""
    prefixed = _PREFIXED.fullmatch(name)
    return (prefixed[1] if prefixed else name).upper()


def _check_forbidden(sparql: str, match: re.Match[str], keywords: str) -> None:
    """Refuses a word that reaches outside; within a prefix it is one only where a group follows."""
    found = next((word for word in _FORBIDDEN if word == keywords or (word == "SERVICE" and word in keywords)), "")
    if found and (match[0] == "{" or not keywords.endswith(":")):
        line = sparql.count("\n", 0, match.start()) + 1
        raise QueryError(f"Line {line}: {found} is not allowed: it {_FORBIDDEN[found]}.")


def _check_readings(sparql: str) -> None:
    """Refuses a text that has a forbidden word and may be read in two ways.

    Within round brackets, after a value, ``<`` may begin an IRI or be "less than"; the engine
    takes what fits its grammar, so that what looks like an IRI may hide the start of a comment
    or the end of the bracket, and all that follows would be read wrongly here.
    """
    if not (hidden := _HIDDEN.search(sparql)):
        return
    brackets: list[str] = []
    before = ""
    for match in _TOKEN.finditer(sparql):
        kind, text = match.lastgroup or "", match[0]
        if kind == "comment":
            continue
        if text in MAX_NESTING:
            brackets.append(text)
        elif text in _CLOSES and brackets:
            brackets.pop()
        elif kind == "iri" and ("#" in text or ")" in text) and brackets[-1:] == ["("] and before not in _BEFORE_IRI:
            line = sparql.count("\n", 0, match.start()) + 1
            raise QueryError(
                f"Line {line}: '{text}' may be read in two ways here, and the query has the word {hidden[0]}; "
                "write the IRI with a prefix."
            )
        before = text


_BEFORE_IRI = {"(", "|", "/", "^", "!", ",", "=", "||", "&&", "+", "-", "*", ">"}


def _words(sparql: str) -> Iterator[str]:
    return (_keywords(match["name"]) for match in _TOKEN.finditer(sparql) if match["name"])


@_once
def names_dataset(sparql: str) -> bool:
    """Whether the query itself says which graphs it asks (FROM)."""
    return any("FROM" in word and not word.endswith(":") for word in _words(sparql))


def form_of(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; empty for what is none of them."""
    words = (word for word in _words(sparql) if not word.endswith(":"))
    return next((form for word in words for form in _FORMS if word.startswith(form)), "")


def undeclared(sparql: str) -> list[str]:
    """The prefixes of ours that the query uses and does not declare itself."""
    names = [match["name"] for match in _TOKEN.finditer(sparql) if match["name"]]
    declared = {name.partition(":")[0] for before, name in pairwise(names) if before.upper() == "PREFIX"}
    used = {name.partition(":")[0] for name in names if ":" in name} - declared
    return [prefix for prefix in PREFIXES if prefix in used]


@_once
def is_steady(sparql: str) -> bool:
    """Whether the same graph always gives the query the same answer: no time, no chance, no new node."""
    return seems_steady(sparql) or not any(change in word for word in _words(sparql) for change in _CHANGING)


def seems_steady(sparql: str) -> bool:
    """Whether the query is steady at a glance; True is certain, False is not."""
    text = sparql.upper()
    return not any(change in text for change in _CHANGING)
