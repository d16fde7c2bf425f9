"""Records that are new, gone, or say something else than before, whatever their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evigraph.diff.facts import ENTRY, REFERENCES, TYPE, Facts, Value, full
from evigraph.diff.model import Change
from evigraph.diff.pair import WHOLE, Pair
from evigraph.diff.words import joined, spaced
from evigraph.ns import DCTERMS, EV, FABIO, PRISM, RDFS, SKOS, local_name

KINDS: dict[str, tuple[str, str, str]] = {
    f"{EV}Claim": ("claims", "claim", "substantial"),
    f"{EV}Quantity": ("numbers", "number", "substantial"),
    f"{EV}Result": ("numbers", "result", "substantial"),
    f"{EV}Cell": ("numbers", "cell", "substantial"),
    f"{EV}Cohort": ("studies", "cohort", "substantial"),
    f"{EV}Study": ("studies", "study", "substantial"),
    ENTRY: ("references", "list entry", "substantial"),
    f"{FABIO}Expression": ("references", "work", "substantial"),
    f"{EV}Standing": ("references", "notice about a work", "substantial"),
    f"{EV}Response": ("findings", "answer", "substantial"),
    f"{EV}TableRow": ("text", "table row", "substantial"),
    f"{EV}Passage": ("text", "passage", "substantial"),
    f"{EV}Table": ("text", "table", "substantial"),
    f"{EV}SourceArticle": ("text", "article", "substantial"),
    f"{SKOS}Concept": ("terms", "term", "editorial"),
}
"""Class -> the group its changes stand in, what one is called, how much it matters that one comes or goes."""

_OTHER = ("text", "record", "editorial")
_EDITORIAL = {
    SKOS + "note",
    SKOS + "altLabel",
    SKOS + "definition",
    f"{EV}textHash",
    f"{EV}textLength",
    full("authors"),
}
_EDITORIAL |= {f"{EV}order", f"{EV}heading", f"{DCTERMS}title", f"{DCTERMS}description", f"{EV}authorList", f"{EV}etAl"}
_GRAVE = {f"{EV}thesis"}
_ALARMING = {f"{EV}retracted", f"{EV}concern"}
_WORDS = {
    SKOS + "prefLabel": "label",
    RDFS + "label": "label",
    SKOS + "altLabel": "other names",
    DCTERMS + "title": "title",
    DCTERMS + "description": "caption",
    DCTERMS + "subject": "terms it speaks of",
    FABIO + "hasPublicationYear": "year",
    FABIO + "hasPubMedId": "PMID",
    FABIO + "hasPubMedCentralId": "PMCID",
    PRISM + "publicationName": "journal",
    PRISM + "issueIdentifier": "issue",
    PRISM + "pageRange": "pages",
    PRISM + "doi": "DOI",
    TYPE: "type",
    REFERENCES: "work",
    EV + "n": "number of patients",
    EV + "statedIn": "passage",
    EV + "claimType": "type",
    EV + "textHash": "text",
    EV + "receives": "treatment",
    EV + "reportedIn": "works that report it",
}
_DERIVED = {f"{EV}searchLink"}  # made of title, authors and identifiers, whose changes are told


def record_changes(pair: Pair) -> Iterator[Change]:
    """Records added and removed, and every field that no other part of the comparison has told."""
    old, new = pair.old, pair.new
    for node in sorted(old.said.keys() | new.said.keys()):
        if any(facts.is_a(node, f"{EV}Proposition") for facts in (old, new)) or pair.is_told(node, WHOLE):
            continue  # a proposition's name is what it says: a claim that says something else names another
        if node not in old.said:
            yield from _come_or_gone(pair, node, new, "added")
        elif node not in new.said:
            yield from _come_or_gone(pair, node, old, "removed")
        else:
            yield from _fields(pair, node)


def kind_of(facts: Facts, node: str) -> tuple[str, str, str]:
    """Group, word and weight of the most special class of ``node`` that the table knows."""
    types = {value.text for value in facts.said[node].get(TYPE, ())}
    return next((kind for iri, kind in KINDS.items() if iri in types), _OTHER)


def _come_or_gone(pair: Pair, node: str, facts: Facts, what: str) -> Iterator[Change]:
    other = pair.new if facts is pair.old else pair.old
    owner = facts.owner(node)
    if owner and owner not in other.said:
        return  # told with the record it is a part of
    words = pair.words_of(facts)
    if facts.is_a(node, f"{FABIO}Expression") and any(e not in other.said for e in facts.into(REFERENCES, node)):
        return  # told with its list entry
    group, word, level = kind_of(facts, node)
    parts = Counter(kind_of(facts, below)[1] for below in pair.parts(facts, node))
    inside = f" with {joined(_counted(word, n) for word, n in sorted(parts.items()))}" if parts else ""
    if what == "added" and facts.one(node, "standingStatus") in _ALARMING:
        level = "grave"
    told = "New" if what == "added" else "Gone:"
    detail = _detail(pair, facts, node)
    message = f"{told} {word} {words.name(node)}{detail}{inside}."
    sides = ("", detail or words.name(node)) if what == "added" else (detail or words.name(node), "")
    yield Change(level, group, f"{word.replace(' ', '-')}-{what}", node, message, *(s.strip(" :,") for s in sides))


def _counted(word: str, n: int) -> str:
    plural = {"study": "studies", "list entry": "list entries", "notice about a work": "notices about works"}
    return f"{n} {word if n == 1 else plural.get(word, f'{word}s')}"


def _detail(pair: Pair, facts: Facts, node: str) -> str:
    """What else to say of a record that came or went."""
    words = pair.words_of(facts)
    if facts.is_a(node, f"{EV}Claim"):
        places = joined(map(words.passage, facts.all(node, "statedIn")))
        works = facts.all(node, "restsOn")
        kind = ", ".join(filter(None, (local_name(facts.one(node, p)) for p in ("claimType", "certainty"))))
        return f" ({kind}; {places}), which {'rests on ' + words.sources(works) if works else 'rests on no source'}"
    if any(facts.is_a(node, f"{EV}{name}") for name in ("Result", "Quantity", "Cell")):
        return f": {pair.number(facts, node)}"
    if facts.is_a(node, ENTRY):
        return f": {words.label(facts.one(node, REFERENCES))}"
    if facts.is_a(node, f"{EV}Standing"):
        work = facts.one(node, "standingOf")
        return f": {words.source(work)} {spaced(local_name(facts.one(node, 'standingStatus')))}"
    return ""


def _fields(pair: Pair, node: str) -> Iterator[Change]:
    before, after = pair.old.said[node], pair.new.said[node]
    group, word, level = kind_of(pair.new, node)
    for prop in sorted(before.keys() | after.keys()):
        lost = before.get(prop, frozenset()) - after.get(prop, frozenset())
        gained = after.get(prop, frozenset()) - before.get(prop, frozenset())
        if not (lost or gained) or prop in _DERIVED or pair.is_told(node, prop):
            continue
        weight = "grave" if prop in _GRAVE else "editorial" if prop in _EDITORIAL else level
        field = _WORDS.get(prop) or spaced(local_name(prop))
        kind = f"{word.replace(' ', '-')}-{field.replace(' ', '-').lower()}"
        was, now = _shown(pair, pair.old, prop, lost), _shown(pair, pair.new, prop, gained)
        message = _message(pair, node, prop, (field, was, now))
        yield Change(weight, group, kind, node, message, was, now)


def _shown(pair: Pair, facts: Facts, prop: str, values: frozenset[Value]) -> str:
    return joined(sorted(pair.words_of(facts).value(prop, value) for value in values))


def _message(pair: Pair, node: str, prop: str, change: tuple[str, str, str]) -> str:
    field, was, now = change
    name = pair.name(node)
    if prop == f"{RDFS}label" and pair.new.is_a(node, f"{EV}Claim"):
        return f"'{was}' now reads '{now}'."
    if prop == f"{EV}textHash":
        return f"The text of {name} is not the same as before."
    if was and now:
        return f"{name}: {field} {was} -> {now.removesuffix('.')}."
    return f"{name}: {field} {'now' if now else 'no longer'} {(now or was).removesuffix('.')}."
