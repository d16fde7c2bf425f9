"""Two hundred varied references, the same each time: every type and every oddity that styles must cope with.

Titles and names are invented.
"""

from __future__ import annotations

import random
from typing import Any

Csl = dict[str, Any]

SEED, COUNT = 20240229, 200
TYPES = (
    ["article-journal"] * 9
    + ["book", "book", "chapter", "chapter", "paper-conference", "thesis", "report", "report", "webpage"]
    + ["article-newspaper", "article-magazine", "dataset", "software", "patent", "post-weblog", "manuscript"]
    + ["document", "speech", "entry-encyclopedia", "legislation", "motion_picture", "article", "pamphlet"]
)
FAMILIES = [
    "Abelard",
    "Brisk",
    "Çelik",
    "Dvořák",
    "Eßer",
    "Fjeld",
    "Gómez",
    "Hårstad",
    "Ibáñez",
    "Jansen",
    "Kowalczyk",
    "Łukasz",
    "Møller",
    "Nguyễn",
    "Okafor",
    "Pérez-Soto",
    "Quist",
    "Rossi",
    "Śliwa",
    "Thorne",
    "Uyl-Roos",
    "Varga",
    "Wójcik",
    "Xu",
    "Yamada",
    "Zöllner",
    "O’Dell",
    "D'Amato",
    "Smith",
]
GIVEN = [
    "Anna",
    "Bo",
    "Carla M.",
    "D. J.",
    "Erik",
    "F.",
    "Jean-Paul",
    "Ling",
    "Maria del Mar",
    "Nils Åke",
    "Olga",
    "P",
    "RT",
    "Sofía",
    "Ulrich H. W.",
    "VW",
    "Ewa-Maria",
    "JP",
    "Ömer",
]
PARTICLES = ["van", "van der", "de", "von", "di"]
GROUPS = [
    "Northern Leukaemia Study Group",
    "World Registry for Cell Therapy",
    "Children’s Marrow Consortium",
    "Ministry of Health",
]
WORDS = [
    "antigen",
    "loss",
    "after",
    "infusion",
    "in",
    "adults",
    "with",
    "relapsed",
    "disease",
    "of",
    "the",
    "marrow",
    "and",
    "a",
    "second",
    "course",
    "for",
    "children",
    "treated",
    "between",
    "two",
    "centres",
    "by",
    "donor",
    "cells",
    "versus",
    "standard",
    "care",
    "without",
    "conditioning",
]
OPENINGS = [
    "Outcomes of",
    "CD19+ cells and",
    "T-cell",
    "“Bridging” to",
    "Is there",
    "β-Catenin,",
    "<i>KMT2A</i>-rearranged",
    "IL-6 & IL-2:",
    "NK cells: a review of",
    "Cost (in €) of",
    "H<sub>2</sub>O<sub>2</sub> and",
    "An update on",
    "CD4<sup>+</sup>",
    "Naïve",
]
ENDINGS = ["", "", "", "", "", "", "?", "!", ".", " (part 2)", ": a protocol", "—a reply", " [in French]"]
JOURNALS = ["J Invent Med", "Ann. Cell Ther.", "Blood Invent", "Acta Fict", "Rev. Hémat. Fict.", "The Made-up Journal"]
PUBLISHERS = [("Example Press", "Basel"), ("Harbour & Sons", "New York, NY"), ("Univ. of Nowhere", "Nowhere")]


def varied_items() -> list[Csl]:
    """The references; their ids are ``v001`` to ``v200``."""
    chance = random.Random(SEED)
    return [_item(chance, number) for number in range(1, COUNT + 1)]


def _item(chance: random.Random, number: int) -> Csl:
    kind = chance.choice(TYPES)
    item: Csl = {"id": f"v{number:03}", "type": kind, "title": _title(chance)}
    count = chance.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 12, 21, 30])
    if count:
        item["author"] = [_name(chance) for _ in range(count)]
    if date := _date(chance, number):
        item["issued"] = date
    if kind.startswith(("article", "post")) or kind in ("chapter", "paper-conference", "entry-encyclopedia"):
        item["container-title"] = chance.choice(JOURNALS) if kind.startswith("article") else _title(chance)
    if kind.startswith("article-"):
        _where(chance, item)
    elif kind not in ("webpage", "post-weblog"):
        item["publisher"], item["publisher-place"] = chance.choice(PUBLISHERS)
        _book(chance, item)
    if chance.random() < 0.35 or kind == "webpage":
        _online(chance, item, number)
    if kind in ("chapter", "paper-conference") or (kind == "book" and not count):
        item["editor"] = [_name(chance) for _ in range(chance.choice([1, 2, 3]))]
    if chance.random() < 0.1 and len(item.get("author", [])) > 1:
        item["custom"] = {"etal": "author"}
    return item


def _title(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(2, 9))]
    return f"{chance.choice(OPENINGS)} {' '.join(words)}{chance.choice(ENDINGS)}"


def _name(chance: random.Random) -> dict[str, str]:
    roll = chance.random()
    if roll < 0.06:
        return {"literal": chance.choice(GROUPS)}
    name = {"family": chance.choice(FAMILIES), "given": chance.choice(GIVEN)}
    if roll < 0.16:
        name["non-dropping-particle"] = chance.choice(PARTICLES)
    elif roll < 0.24:
        name["suffix"] = chance.choice(["Jr", "III", "Jr."])
    elif roll < 0.27:
        del name["given"]
    return name


def _date(chance: random.Random, number: int) -> Csl:
    year, roll = 1900 + number % 125, chance.random()
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    if roll < 0.08:
        return {}
    if roll < 0.5:
        return {"date-parts": [[year]]}
    if roll < 0.7:
        return {"date-parts": [[year, month]]}
    if roll < 0.9:
        return {"date-parts": [[year, month, day]]}
    if roll < 0.95:
        return {"date-parts": [[year, 3], [year, 4]]}
    return {"date-parts": [[year, 3, 2], [year, 3, 9]]}


def _where(chance: random.Random, item: Csl) -> None:
    if chance.random() < 0.08:  # ahead of print
        item["status"] = "published online ahead of print"
        return
    item["volume"] = str(chance.randint(1, 400))
    if chance.random() < 0.7:
        item["issue"] = chance.choice(["1", "12", "3-4", "24"])
    if chance.random() < 0.12:
        item["supplement-number"] = "1"
        item["issue"] = f"{item['issue']} suppl 1" if "issue" in item else "suppl 1"
    first = chance.randint(1, 5000)
    last = first + chance.choice([1, 7, 30, 400])
    item["page"] = chance.choice(
        [f"{first}-{last}", f"{first}-{last}", f"e{first}", f"e{first}-e{last}", f"S{first}-S{last}", str(first)]
    )


def _book(chance: random.Random, item: Csl) -> None:
    if chance.random() < 0.4:
        item["edition"] = chance.choice(["2", "3", "11", "Revised"])
    if chance.random() < 0.4:
        item["volume"] = str(chance.randint(1, 9))
    if chance.random() < 0.5:
        item["page"] = chance.choice(["12-34", "101-9", "7"])
    if item["type"] in ("report", "patent", "thesis"):
        item["number"] = str(chance.randint(1, 99))
        item["genre"] = {"report": "Technical report", "patent": "Patent", "thesis": "PhD thesis"}[item["type"]]


def _online(chance: random.Random, item: Csl, number: int) -> None:
    if item["type"].startswith("article") and chance.random() < 0.7:
        item["DOI"] = chance.choice(
            [f"10.9999/abc.{number}", f"10.9999/S0000-1(20){number}-X", f"10.9999/a_b<{number}>"]
        )
        return
    item["URL"] = f"https://example.org/a?b={number}&c=d_e#f"
    item["accessed"] = {"date-parts": [[2024, 2, 29]]}
