"""The two graphs side by side, and what has been told of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evigraph.diff.facts import Facts, full
from evigraph.diff.words import Words, spaced
from evigraph.ns import local_name

WHOLE = "@whole"
"""Stands for every property of a node in :meth:`Pair.tell`."""

_PERCENT = "%"


class Pair:
    """The old graph and the new one.

    What a special part of the comparison has told is noted with :meth:`tell`, so that the
    general one does not tell it again.
    """

    def __init__(self, old: Facts, new: Facts) -> None:
        self.old, self.new = old, new
        self._words = {id(old): Words(old), id(new): Words(new)}
        self._told: set[tuple[str, str]] = set()
        self._parts: dict[int, dict[str, list[str]]] = {}

    def words_of(self, facts: Facts) -> Words:
        """The names of the nodes of one side."""
        return self._words[id(facts)]

    def name(self, node: str) -> str:
        """What people call ``node`` now, or called it while it was there."""
        return self.words_of(self.new if node in self.new.said else self.old).name(node)

    def both(self, iri: str) -> Iterator[str]:
        """Nodes of a class that are on both sides."""
        return (node for node in self.new.of_type(iri) if node in self.old.said)

    def differs(self, node: str, prop: str) -> bool:
        """Whether a node on both sides has other values of the property than before."""
        iri = full(prop)
        return self.old.said[node].get(iri, frozenset()) != self.new.said[node].get(iri, frozenset())

    def tell(self, node: str, *props: str) -> None:
        """Notes that all there is to say of these properties of ``node`` has been said."""
        self._told.update((node, prop if prop == WHOLE else full(prop)) for prop in props)

    def is_told(self, node: str, prop: str) -> bool:
        """Whether :meth:`tell` was called for it."""
        return (node, prop) in self._told

    def parts(self, facts: Facts, node: str) -> list[str]:
        """Every record that is a part of ``node``, and the parts of those."""
        index = self._parts.get(id(facts))
        if index is None:
            index = self._parts[id(facts)] = defaultdict(list)
            for name in facts.said:
                index[facts.owner(name)].append(name)
        below = index.get(node, [])
        return [part for child in below for part in (child, *self.parts(facts, child))]

    def number(self, facts: Facts, node: str) -> str:
        """A result, quantity or cell as printed, or why there is no value."""
        if facts.all(node, "text"):
            return facts.one(node, "text")
        printed = facts.one(node, "asPrinted")
        status = spaced(local_name(facts.one(node, "reportingStatus"))) or "reported"
        if status != "reported":
            return f"{status} ({printed})" if printed else status
        if not printed:
            ends = [facts.one(node, name) for name in ("value", "low", "high")]
            printed = "–".join(filter(None, ends)) or "no value"
        percent = facts.one(node, "unit") == _PERCENT and printed[-1].isdigit() and _PERCENT not in printed
        return f"{printed}%" if percent else printed
