"""Articles that no rule foresaw: an odd one with elements moved, renamed and emptied, the same each time."""

from __future__ import annotations

import copy
import random

from lxml import etree


def mutated(source: bytes, seed: int, attributes: tuple[str, ...] = ("", "x", "-1", "r1 r2")) -> bytes:
    """The article with one to twenty changes; ``attributes`` are the values that attributes may get."""
    choose = random.Random(seed)
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, load_dtd=False))
    elements = [each for each in root.iter() if each is not root]
    tags = [each.tag for each in elements]
    for _ in range(choose.choice((1, 5, 20))):
        element, other = choose.choice(elements), choose.choice(elements)
        parent = element.getparent()
        change = choose.randrange(6)
        if change == 0 and parent is not None:
            parent.remove(element)
        elif change == 1:
            element.tag = choose.choice(tags)
        elif change == 2 and element.keys():
            element.set(str(choose.choice(element.keys())), choose.choice(attributes))
        elif change == 3 and len(list(element.iter())) < 100:
            other.append(copy.deepcopy(element))
        elif change == 4:
            element.text = choose.choice(["", " ", "a. B", "1-2", "\u0301x"])
        else:
            element.tail = choose.choice(["", "–", ", ", ". T"])
    return etree.tostring(root)
