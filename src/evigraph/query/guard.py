"""A cheap look at a query before the engine sees it.

The engine has no time limit, dies on some deeply nested queries and sends requests for
SERVICE.  The guard counts tokens outside strings, IRIs and comments; it refuses what the
engine could not survive and what would leave this machine.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from evigraph.errors import QueryError

MAX_LENGTH = 500_000
LIMITS = {"OPTIONAL": 400, "UNION": 800, "||": 1500, "&&": 1500, "CONCAT": 200, "path step": 150, "(": 3000}
MAX_NESTING = {"{": 150, "(": 200}

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>
        |\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<name>[?$]?[A-Za-z_][\w.-]*(?::[\w.%\\-]*)?|:[\w.-]+)
    |(?P<symbol>\|\||&&|[{}()/])""",
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = {"SERVICE": "would send the query to another server", "LOAD": "would fetch a document"}


@lru_cache(maxsize=256)
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
    for match in _TOKEN.finditer(sparql):
        if name := match["name"]:
            word = name.upper()
            if word in _FORBIDDEN:
                line = sparql.count("\n", 0, match.start()) + 1
                raise QueryError(f"Line {line}: {word} is not allowed: it {_FORBIDDEN[word]}.")
            counts[word] += 1
        elif symbol := match["symbol"]:
            counts["path step" if symbol == "/" else symbol] += 1
            if symbol in "{(":
                open_now[symbol] += 1
                if open_now[symbol] > MAX_NESTING[symbol]:
                    raise QueryError(f"The query nests '{symbol}' more than {MAX_NESTING[symbol]} deep.")
            elif symbol in "})":
                open_now["{" if symbol == "}" else "("] -= 1
    for word, most in LIMITS.items():
        if counts[word] > most:
            raise QueryError(f"The query has {counts[word]} times '{word}'; at most {most} are allowed.")
