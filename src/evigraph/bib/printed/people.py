"""The people that a printed reference begins with, in whatever order their names are written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from evigraph.bib.exchange.persons import person
from evigraph.bib.names import Name, as_csl
from evigraph.bib.tables import table

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚΑ-ΩА-Я"
_PARTICLE = (
    r"(?:(?:[dDlL]['’]|[‘'’]t\s|[a-z]{2,4}[- ]|[Dd]e\s(?:[Ll]a\s|[Ll]os\s)?"
    r"|(?:Van|Von|Di|Del|El|Al|La|Le|Mac|St\.?)[- ]|al-)\s?){0,3}"
)
_WORD = rf"[{_UP}][\w'’‐-]*"
_FAMILY = rf"{_PARTICLE}{_WORD}(?:\s(?:(?:de|da|dos|y|e|la)\s)?{_WORD}){{0,2}}?"
_DOTTED = rf"(?:[{_UP}][a-z]{{0,2}}\.[\s-]?){{1,5}}(?:[{_UP}](?=,)|(?:de|van|von|da)\b\s?)?"
_INITIALS = rf"[{_UP}]{{1,4}}(?:[-‐–][{_UP}]{{1,2}}){{0,2}}"
_SUFFIX = r"(?:,?\s?(?P<suffix>Jr|Sr|III|II|IV|2nd|3rd|4th)\b\.?)?"
_GIVEN = rf"{_WORD}(?:[\s-]{_WORD}\.?){{0,2}}(?:\s{_DOTTED})?"
_AFTER = r"(?=\s*(?:[,;:.(\[&]|and\b|et\.?\sal|$|…|in:))"
_YEAR_FOLLOWS = r"(?=\s*(?:[,;:.(\[&]|and\b|et\.?\sal|$|…|in:|\d{4}))"
_COMPANIONS = {
    "initials behind": ("initials behind",),
    "dotted initials behind": ("dotted initials behind", "dotted initials before", "initials behind"),
    "initials behind comma": ("initials behind comma", "dotted initials behind"),
    "dotted initials before": ("dotted initials before",),
    "initials before": ("initials before",),
    "name behind comma": ("name behind comma", "name before", "dotted initials before"),
    "name before": ("name before", "dotted initials before"),
}
"""How the names after a first one of a form may be written."""

_SEPARATOR = re.compile(r"\s*(?:[,;](?:\s*[,;])*\s*(?:and\s|&\s*)?|\.,\s*(?:and\s|&\s*)?|and\s|&\s*)\s*")
_ET_AL = re.compile(r"\s*[,;]?\s*(?:and\s+|&\s*)?(?:et\.?\s+al\b\.?|and\s+others\b|…|\.{3})(?:\s?[.,;]+)?")
_ROLE = re.compile(r"\s*,?\s*[(\[]?\b(?:eds?|editors?|Eds?|Editors?)\b\.?[)\]]?[.,]?")
_UP_TO_YEAR = re.compile(
    rf"(?=[{_UP}])[^.;:()\[\]\d]{{2,120}}?(?:\s\([^()\d]{{2,80}}\))?(?=[.,]{{0,2}}\s\((?:1[5-9]|20)\d\d[a-z]?\))"
)
_NAMED_ALONE = re.compile(r"\s*(?:,\s|and\b|&|et\sal|[.,]?\s?[\"“(]|[.,]\s(?:1[5-9]|20)\d\d\b)")
_BEFORE_GROUP = re.compile(r"(?:on behalf of|for)\s(?:the\s)?|the\s", re.IGNORECASE)
_GROUP = re.compile(r"[^.,;:()\[\]]{2,150}")
_ENDS_LIST = re.compile(rf"[{_UP}]\.[{_UP}\"“‘]")
_MOST_PEOPLE = 500


@dataclass
class People:
    """Names with how they were written, whether more were left out, and where they end."""

    names: list[Name] = field(default_factory=list)
    form: str = ""
    others: bool = False
    editors: bool = False
    end: int = 0
    comma: bool = False
    """Whether a comma parts the last name from what follows."""

    def csl(self) -> list[dict[str, str]]:
        """The names as CSL-JSON has them."""
        return [as_csl(name) for name in self.names]


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """The ways to write a name, the surest first."""
    return {
        "dotted initials behind": re.compile(
            rf"(?P<family>{_FAMILY}),?\s(?P<given>{_DOTTED}){_SUFFIX}(?=\s*(?:[,;:.(\[&]|and\b|et\.?\sal|$|…|in:|\d{{4}}|[{_UP}\"“‘]))"
        ),
        "initials behind": re.compile(
            rf"(?P<family>{_FAMILY}(?:\s(?:da|de|du|la|le|van|von))?)\s(?P<given>{_INITIALS}){_SUFFIX}{_YEAR_FOLLOWS}"
        ),
        "initials behind comma": re.compile(rf"(?P<family>{_FAMILY}),\s(?P<given>{_INITIALS}){_SUFFIX}{_YEAR_FOLLOWS}"),
        "dotted initials before": re.compile(rf"(?P<given>{_DOTTED})\s?(?P<family>{_FAMILY}){_SUFFIX}{_AFTER}"),
        "initials before": re.compile(
            rf"(?P<given>[{_UP}]{{1,3}})\s(?P<family>{_FAMILY}){_SUFFIX}(?=\s*(?:[,;]|and\b|et\sal))"
        ),
        "name behind comma": re.compile(rf"(?P<family>{_FAMILY}),\s(?P<given>{_GIVEN}){_SUFFIX}{_AFTER}"),
        "name before": re.compile(rf"(?P<given>{_GIVEN})\s(?P<family>{_PARTICLE}{_WORD}){_SUFFIX}{_AFTER}"),
    }


def leading_people(text: str, start: int = 0) -> People:
    """The names at a place of a reference; none where it does not begin with any.

    >>> [name.family for name in leading_people("Lee DW 3rd, van der Berg A, et al. On sleep.").names]
    ['Lee', 'Berg']
    """
    found = People(end=start)
    place, forms = start, tuple(_forms())
    while len(found.names) < _MOST_PEOPLE:
        name, end, form = _one(text, place, forms, bool(found.names))
        if name is None:
            break
        found.names.append(name)
        if form and not found.form:
            found.form, forms = form, _COMPANIONS[form]
        found.end, found.comma = end, False
        if goes_on := _ET_AL.match(text, end):
            found.others, found.end = True, goes_on.end()
            break
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        place, found.comma = separator.end(), separator.group().strip()[:1] == ","
        if goes_on := _ET_AL.match(text, separator.end()):
            found.others, found.end, found.comma = True, goes_on.end(), False
            break
    if found.names and (role := _ROLE.match(text, found.end)):
        found.editors, found.end = True, role.end()
    return found


def _one(text: str, place: int, forms: tuple[str, ...], later: bool) -> tuple[Name | None, int, str]:
    """The name at a place, where it ends and its form."""
    for form in forms:
        match = _forms()[form].match(text, place)
        alone = form == "name before" and not later and match and not _NAMED_ALONE.match(text, match.end())
        if match and not alone and not _is_group(match.group()):
            family, given = match["family"].strip(), match["given"].strip()
            if _ENDS_LIST.fullmatch(given + text[match.end() : match.end() + 1]) and "," not in match.group():
                given = given[:-1]  # "Doe P. Toys": the full stop ends the list of names
            return person(family, given, (match["suffix"] or "").strip()), match.end(), form
    if not later and (body := _UP_TO_YEAR.match(text, place)):
        return Name(literal=body.group()), body.end(), ""
    begins = _BEFORE_GROUP.match(text, place)
    group = _GROUP.match(text, begins.end() if begins else place)
    if group and (_is_group(group.group()) if later or not _acronym(group.group()) else True):
        words = group.group().strip()
        behind = text[group.end() : group.end() + 1]
        if len(words.split()) <= 15 and (behind in ".,;:(" or not behind) and words[0].isupper():
            return Name(literal=words), group.start() + len(group.group().rstrip()), ""
    return None, place, ""


def _acronym(text: str) -> bool:
    """Whether a word of capitals stands alone: "WHO"."""
    words = text.split()
    return len(words) == 1 and 2 <= len(words[0]) <= 8 and words[0].isupper() and words[0].isalpha()


def _is_group(text: str) -> bool:
    """Whether words name a body and no person."""
    words = [word.strip(".,()&") for word in text.split()]
    bodies = set(table("names")["bodies"])
    return len(words) > 1 and any(word.lower() in bodies and word[:1].isupper() for word in words)
