"""The references of a draft against the bibliography of the moment: what is new, and under which key."""

from __future__ import annotations

from dataclasses import dataclass

from evigraph.bib import Csl, Library, Reference, parse_bib, to_csl
from evigraph.bib.library.addition import addition, appended
from evigraph.bib.library.keys import give_keys
from evigraph.errors import InputError, RecordError
from evigraph.inbox.drafts import Article


@dataclass(frozen=True)
class Settled:
    """The bibliography with the works that were missing, and the keys of the list in printed order."""

    text: str
    keys: list[str]


def settle(article: Article, bibliography: str) -> Settled:
    """Which entry each number of the list has; works that the bibliography lacks are appended to it.

    Raises:
        InputError: a number names an entry that neither bibliography has, or one cannot be written.
        RecordError: the bibliography of the draft cannot be read.
    """
    there, _ = parse_bib(bibliography)
    name = f"graph/inbox/{article.name}/references.bib"
    path = article.folder / "references.bib"
    entries, faults = parse_bib(path.read_text("utf-8") if path.exists() else "", name)
    if faults := [fault for fault in faults if fault.severity == "error"]:
        raise RecordError(faults)
    standing = {entry.key for entry in there}
    aliases = {entry.key: entry.fields["sameas"] for entry in there if entry.fields.get("sameas")}
    own = {entry.key: Reference(to_csl(entry), entry.place) for entry in entries}
    wanted = _wanted(article)
    for key, same in wanted.items():
        if key not in own and same not in standing:
            raise InputError(f"{name} has no entry '{key}', which the list of references names.")
        if same and same not in standing:
            raise InputError(f"references.bib has no entry '{same}', which 'sameWork' of '{key}' names.")
    new = [ref for key, ref in own.items() if not wanted.get(key) and not _alias(ref.item)]
    result = addition(bibliography, [Library("bibtex", new, [], [])])
    if result.refused:
        raise InputError("; ".join(f"{one.reference.place}: {one.why}" for one in result.refused))
    final = {key: aliases.get(same, same) for key, same in wanted.items() if same}
    final |= {str(one.reference.item["id"]): one.key for one in (*result.added, *result.near)}
    final |= {str(one.reference.item["id"]): one.of.key for one in result.duplicates}
    final |= {key: final.get(alias, alias) for key, ref in own.items() if (alias := _alias(ref.item))}
    text = appended(bibliography, result.text)
    keys, twins = _distinct(list(wanted), final, own, standing | set(final.values()))
    if twins:
        more = addition(text, [Library("bibtex", twins, [], [])], duplicates="add")
        text = appended(text, more.text)
    return Settled(text, keys)


def _wanted(article: Article) -> dict[str, str]:
    """Key of each number in the draft -> the key that it has in the bibliography, where that is known."""
    return {
        str(draft.record["key"]): str(draft.record.get("sameWork", "")) for draft in article.drafts["references.yaml"]
    }


def _alias(item: Csl) -> str:
    return str(item.get("custom", {}).get("sameas", ""))


def _distinct(
    wanted: list[str], final: dict[str, str], own: dict[str, Reference], taken: set[str]
) -> tuple[list[str], list[Reference]]:
    """The keys of the list, each once; a work that is printed again gets an entry that says which it is."""
    keys: list[str] = []
    twins: list[Reference] = []
    for key in wanted:
        work = final[key]
        if work in keys:
            item = own[key].item
            (fresh,) = give_keys([item | {"id": key}], taken)
            taken.add(fresh)
            custom = {**item.get("custom", {}), "sameas": work}
            twins.append(Reference(item | {"id": fresh, "custom": custom}, own[key].place))
            work = fresh
        keys.append(work)
    return keys, twins
