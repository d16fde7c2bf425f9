"""Names of people and groups in a BibTeX name list.

bibtexparser splits a list into names and a name into its parts; what it gets wrong is
corrected here.  Splitting comes before LaTeX decoding: the braces that make
``{Children's Oncology Group}`` one name would be gone afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from evigraph.bib.bibtex.latex import escaped, one_line, plain, with_letters
from evigraph.bib.tables import table

# Not the single letters I, V and X, which are far more often initials.  "Ladestein, JR" has
# initials too: a suffix counts only where a name has room for one beside its given name.
_SUFFIX = re.compile(r"(jr|sr|junior|senior|esq|2nd|3rd|4th|ii|iii|iv|vi|vii|viii)\.?", re.IGNORECASE)
# "Petrov, IV" has initials, and so may "Ladestein, JR"; these as a whole given name are suffixes.
_SURE_SUFFIX = re.compile(r"[Jj]r\.?|[Ss]r\.?|JR\.|SR\.|[Jj]unior|2nd|3rd|4th|III|VII|VIII")
_ET_AL = re.compile(r"others|\{?(?:and\s+)?et(?:\.\s*|\s+)al(?:ii|ia|\.)?\.?\}?|\.{3}|…", re.IGNORECASE)
_ENDS_ET_AL = re.compile(r"(?:\s*,\s*|\s+)(?:and\s+)?(?:et(?:\.\s*|\s+)al(?:ii|ia)?\.?|\.{3}|…)$", re.IGNORECASE)
# An "and" between names, a brace, or an escaped character, which is neither.
_MARK = re.compile(r"[ \t\r\n]+and[ \t\r\n]+|[{}]|\\[^ \t\r\n]", re.IGNORECASE)
_GROUPED = re.compile(r"\{[^{}]*\}")
_INITIALS = re.compile(r"[^\W\d_]{1,3}")
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_EXTENDED_PART = re.compile(r"\s*([\w-]+)\s*=\s*((?:[^{},]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)(?:,|$)")
# "Topp, MS" and its like, most of all names, mean what they show.
_SIMPLE = re.compile(r"([^\W\d_][\w’-]*), ([\w.’-]+(?: [\w.’-]+)*)")
_BARE_WORD = re.compile(r"(?!(?:and|others)$)(?!.*(?:--|''))[\w'’.\-]+", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A person (``family`` and what belongs to it) or, in ``literal``, a group as a whole."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


_NOBODY = Name()


class Names(list[Name]):
    """The names of a list in order; ``others`` says that the list goes on ("et al")."""

    def __init__(self, names: Iterable[Name] = (), *, others: bool = False) -> None:
        super().__init__(names)
        self.others = others


def is_degree(text: str) -> bool:
    """Whether the text is nothing but academic degrees: "MD", "Ph.D.", "MD, PhD"."""
    known = table("names")["degrees"]
    return all(word.replace(".", "") in known for word in re.split(r",\s*|\s+", text))


def parse_names(text: str) -> Names:
    """The names in a BibTeX name list, decoded, with the "and others" at its end as a flag.

    >>> parse_names("Lee, III, DW and others")
    [Name(family='Lee', given='DW', particle='', suffix='III', literal='')]
    """
    names = Names()
    for written in split_names(text):
        if _ET_AL.fullmatch(written.strip(", ")):
            names.others = True
            continue
        if shorter := _ENDS_ET_AL.sub("", written) if written[-1] in "lLiIaA.…" else "":
            names.others |= shorter != written
        name = _name(shorter or written)
        if name != _NOBODY:
            names.append(name)
    return names


def split_names(text: str) -> list[str]:
    """The names of a BibTeX name list as they are written, split at each "and" outside braces."""
    text = text.strip(" \t\r\n")
    names, start, depth = [], 0, 0
    for mark in _MARK.finditer(text):
        if mark.group() == "{":
            depth += 1
        elif mark.group() == "}":
            depth -= depth > 0
        elif not depth and not mark.group().startswith("\\"):
            names.append(text[start : mark.start()])
            start = mark.end()
    return [name for written in [*names, text[start:]] if (name := written.strip())]


def outside_braces(text: str) -> str:
    """What stands outside all braces."""
    while "{" in text and (shorter := _GROUPED.sub("", text)) != text:
        text = shorter
    return text


def write_names(names: Names) -> str:
    """The BibTeX name list from which :func:`parse_names` reads these names."""
    named = [name for name in names if name.literal.lower() == "others" or not _ET_AL.fullmatch(name.literal)]
    others = names.others or len(named) < len(names)
    written = [_written(name) for name in named]
    return " and ".join([*written, "others"] if others else written)


@lru_cache(maxsize=20_000)
def _name(written: str) -> Name:
    return _simple(written) or _extended(written) or _in_parts(with_letters(written))


def _simple(written: str) -> Name | None:
    """The name where it needs no second look."""
    found = _SIMPLE.fullmatch(written)
    if not found or "--" in written or not written[0].isupper():
        return None
    family, given = found.groups()
    if _SUFFIX.fullmatch(family) or _SUFFIX.fullmatch(given.rpartition(" ")[2]):
        return None
    return Name(family, given)


def _extended(written: str) -> Name | None:
    """The name in biblatex's long form: "family=Lee, given={Daniel W.}, suffix=III"."""
    if not _EXTENDED.match(written):
        return None
    parts = {found[1].lower(): plain(found[2].strip().strip('"')) for found in _EXTENDED_PART.finditer(written)}
    said = [parts.get(part, "") for part in ("family", "given", "prefix", "suffix")]
    return Name(*said) if said[0] else None


def _in_parts(written: str) -> Name:
    if _is_one_group(written):
        return Name(literal=plain(written))
    particle, family, suffix, given = _parts(written)
    if not family:
        return Name(literal=plain(written))
    name = Name(
        family=plain(" ".join(family)),
        given=plain(" ".join(given)),
        particle=plain(" ".join(particle)),
        suffix=plain(" ".join(suffix)),
    )
    if not name.family:
        return Name(literal=plain(written))
    if name.particle and not _is_particle(name.particle):
        name = replace(name, family=f"{name.particle} {name.family}", particle="")
    whole = name == Name(name.family) and not _is_bare(name.family) and "," not in outside_braces(written)
    return Name(literal=name.family) if whole else name


def _parts(written: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """Particle, family, suffix and given name as lists of words, bibtexparser's errors mended."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    parts = parse_single_name_into_parts(written, strict=False)
    commas = outside_braces(written).count(",")
    particle, family, suffix, given = list(parts.von), list(parts.last), list(parts.jr), list(parts.first)
    last = _is_suffix(given) or is_degree(" ".join(given))
    if suffix and given and last and not _is_suffix(suffix):  # "Lee, Daniel W., III"
        suffix, given = given, suffix
    if not suffix and _is_suffix(family) and len(given) > 1 and not commas:
        suffix = family
        particle, family, _, given = _parts(written[: written.rstrip().rindex(suffix[0])])
        if not particle and len(given) == len(family) == 1 and _INITIALS.fullmatch(family[0]) and family[0].isupper():
            family, given = given, family  # "Lee DW Jr"
        return particle, family, suffix, given  # "Daniel W. Lee III"
    if not suffix and len(given) > 1 and _is_suffix(given[-1:]):  # "Lee, DW 3rd"
        given, suffix = given[:-1], given[-1:]
    if not suffix and len(given) == 1 and _SURE_SUFFIX.fullmatch(given[0]) and commas == 1:
        suffix = given  # "Daniel W. Lee, Jr."
        particle, family, _, given = _parts(written.partition(",")[0])
    if not suffix and len(family) > 1 and _is_suffix(family[-1:]):  # "Lee III, Daniel W."
        family, suffix = family[:-1], family[-1:]
    if not particle and len(given) == len(family) == 1 and given[0][0].islower() and not commas:
        particle, given = given, []  # "van Gogh"
    return particle, family, suffix, given


def _is_suffix(words: list[str]) -> bool:
    return len(words) == 1 and _SUFFIX.fullmatch(words[0]) is not None


def _is_one_group(written: str) -> bool:
    """Whether one pair of braces holds the whole name: "{A B}", but not "{A} {B}"."""
    if not (written.startswith("{") and written.endswith("}")):
        return False
    depth = 0
    for index, char in enumerate(written):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return index == len(written) - 1
    return False


@lru_cache(maxsize=20_000)
def _written(name: Name) -> str:
    if name.literal:
        return f"{{{escaped(name.literal)}}}"
    if name == Name(name.family):
        bare = _is_bare(name.family) and not _ET_AL.fullmatch(name.family)
        return name.family if bare else f"{_protected(name.family)}, {{}}"
    before = name.particle.split()
    count = next((place for place, word in enumerate(before) if not _is_particle(word)), len(before))
    particle, family = " ".join(before[:count]), " ".join([*before[count:], name.family])
    family = f"{particle} {_protected(family)}".lstrip()
    given = name.given if _is_given(name.given) else f"{{{escaped(name.given)}}}"
    if name.suffix:
        suffix = name.suffix if _is_suffix([name.suffix]) else _protected(name.suffix)
        given = f"{{{name.given}}}" if is_degree(name.given) else _protected(name.given)
        return f"{family}, {suffix}, {given or '{}'}"
    return f"{family}, {given}" if given else family


def _protected(part: str) -> str:
    """A part of a name, in braces where BibTeX would otherwise cut it or move its words."""
    words = part.split()
    safe = all(_is_bare(word) and _case(word) != "lower" and not _SUFFIX.fullmatch(word) for word in words)
    return part if safe and not _ENDS_ET_AL.search(f" {part}") else f"{{{escaped(part)}}}"


def _is_given(text: str) -> bool:
    """Whether these words after the comma are read as the given name, the whole of it and nothing else."""
    words = text.split()
    moved = _is_suffix(words[-1:]) if len(words) > 1 else _SURE_SUFFIX.fullmatch(text)
    return all(map(_is_bare, words)) and not moved and not _ENDS_ET_AL.search(f" {text}")


def _is_bare(word: str) -> bool:
    """Whether a word stands for itself in a name list without braces around it."""
    return _BARE_WORD.fullmatch(word) is not None


def _is_particle(text: str) -> bool:
    """Whether BibTeX takes the words before a family name for a particle: by their lower case."""
    return all(_is_bare(word) and _case(word) == "lower" for word in text.split())


def _case(word: str) -> str:
    """The case of a word's first letter as BibTeX sees it: what is not a capital is lower."""
    letters = [char for char in word if char.isalpha()]
    return "none" if not letters else "upper" if letters[0].isupper() else "lower"


def as_csl(name: Name) -> dict[str, str]:
    """The name as a CSL-JSON name variable."""
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def from_csl(name: dict[str, str]) -> Name:
    """The name of a CSL-JSON name variable; a name without a family name is taken as a whole."""
    said = {part: one_line(text) for part, text in name.items() if isinstance(text, str)}
    if said.get("literal") or not said.get("family"):
        return Name(literal=said.get("literal") or said.get("given", ""))
    particle = " ".join(filter(None, (said.get("dropping-particle"), said.get("non-dropping-particle"))))
    return Name(said["family"], said.get("given", ""), particle, said.get("suffix", ""))
