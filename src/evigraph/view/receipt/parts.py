"""The parts of a receipt in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evigraph.bib.links import identifier_links
from evigraph.ns import local_name
from evigraph.view.links import Link, safe
from evigraph.view.words import MISSING, duration, plain, spaced

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell of the answer: its text, and the part of the page that tells more of it."""

    text: str
    anchor: str = ""
    number: bool = False


class Parts:
    """The parts of the page in words; every text is on one line and cannot rearrange the page."""

    def __init__(self, document: Data) -> None:
        self.document = document
        self.base = str(document["graph"]["base"])
        kinds = (("claims", "claim"), ("references", "reference"), ("studies", "study"))
        self.anchors = {
            item["id"]: f"{word}-{index}" for kind, word in kinds for index, item in enumerate(document[kind], 1)
        }
        self.works = {work["id"]: work for work in document["references"]}
        self.findings = {item["id"]: f"finding-{index}" for index, item in enumerate(document["findings"], 1)}

    def parts(self) -> dict[str, Any]:
        """Everything the template shows."""
        document, question = self.document, self.document["question"]
        told = [self.finding(item) for item in document["findings"]]
        return {
            "title": plain(question["title"]),
            "single": "claim" in question,
            "description": self.lead(),
            "articles": [plain(article.get("title", article["id"])) for article in document["articles"]],
            "facts": self.facts(),
            "counts": self.counts(),
            **self.answer(),
            "claims": [self.claim(claim) for claim in document["claims"]],
            "references": [self.reference(work) for work in document["references"]],
            "studies": [self.study(study) for study in document["studies"]],
            "open": [item for item in told if not item["holds"]],
            "held": [item for item in told if item["holds"]],
            "sparql": _code(question["sparql"]),
            "files": [(plain(f["kind"]), plain(f["name"]), plain(f["sha256"])) for f in document["files"]],
            "graph": (document["graph"]["statements"], plain(document["graph"]["sha256"])),
            "digest": plain(document["id"]).rsplit(":", 1)[-1],
        }

    def lead(self) -> str:
        """What was asked, in a sentence."""
        question = self.document["question"]
        text = plain(question.get("description", ""))
        return f"Asked of this claim: {text[:1].lower()}{text[1:]}" if "claim" in question and text else text

    def facts(self) -> list[tuple[str, str]]:
        """What the head of the page says."""
        question, software = self.document["question"], self.document["software"]
        found = [("Asked as", plain(question["name"]))]
        found += (
            [] if "claim" in question else [(_heading(p["name"]), plain(p["text"])) for p in question["parameters"]]
        )
        found += [("Date", plain(self.document["created"]))] if "created" in self.document else []
        return [*found, ("Made by", f"{plain(software['name'])} {plain(software['version'])}")]

    def counts(self) -> list[tuple[int, str, str]]:
        """How much there is of each part: number, word, the part of the page."""
        document = self.document
        findings = sum(not item["holds"] for item in document["findings"])
        parts = [(len(document["answer"]["rows"]), "row", "rows", "answer")]
        parts += [(len(document["claims"]), "claim", "claims", "claims")]
        parts += [(len(document["references"]), "reference", "references", "references")]
        parts += [(len(document["studies"]), "study", "studies", "studies")]
        parts += [(findings, "finding", "findings", "findings")]
        return [(number, one if number == 1 else many, anchor) for number, one, many, anchor in parts]

    def answer(self) -> dict[str, Any]:
        """The table of the answer; a column that says the same in every row is told once, above it."""
        names = self.document["answer"]["variables"]
        bound = [
            {cell["variable"]: cell["value"] for cell in row["bindings"]} for row in self.document["answer"]["rows"]
        ]
        cells = {name: [self.cell(row.get(name)) for row in bound] for name in names}
        same = [name for name in names if bound and len(set(cells[name])) == 1]
        shown = [name for name in names if name not in same]
        columns = [
            (_heading(name), self.meaning(name), any(len(cell.text) > _LONG for cell in cells[name])) for name in shown
        ]
        return {
            "same": [(_heading(name), cells[name][0]) for name in same if cells[name][0].text],
            "columns": columns,
            "rows": [[cells[name][index] for name in shown] for index in range(len(bound))] if shown else [],
            "number": len(bound),
        }

    def meaning(self, name: str) -> str:
        """What a column holds, as the question says."""
        columns = self.document["question"]["columns"]
        return next((plain(c["description"]) for c in columns if c["name"] == name), "")

    def cell(self, value: Data | None) -> Cell:
        """A value of the answer; a node is named by the last part of its identifier."""
        if value is None:
            return Cell("")
        if "id" in value:
            return Cell(plain(local_name(value["id"])), self.anchors.get(value["id"], ""))
        kind = str(value.get("@type", ""))
        return Cell(plain(value["@value"]), number=kind.endswith(("integer", "decimal")))

    def claim(self, claim: Data) -> dict[str, Any]:
        """A claim: what is known of it, its sources, the findings about it."""
        kind = ", ".join(spaced(claim[key]) for key in ("claimType", "certainty") if key in claim)
        facts = [("Kind", kind)] if kind else []
        if "favours" in claim:
            facts.append(("Favors", " and ".join(plain(term["prefLabel"]) for term in claim["favours"])))
        facts += [("Said in", self.locator(passage)) for passage in claim.get("passages", ())]
        facts += [("States", self.stated(number)) for number in claim.get("quantities", ())]
        facts += [("Outside the argument", plain(claim["outsideArgument"]))] if "outsideArgument" in claim else []
        facts += [("Note", plain(claim["note"]))] if "note" in claim else []
        rests = claim.get("restsOn", [])
        numbers = {claim["id"], *(number["id"] for number in claim.get("quantities", ()))}
        about = [item for item in self.document["findings"] if numbers & set(item["concerns"])]
        return {
            "anchor": self.anchors[claim["id"]],
            "label": plain(claim["label"]),
            "facts": facts,
            "sources": [
                (word, self.linked(works))
                for word, works in (
                    ("Rests on", rests),
                    ("Also cites", [work for work in claim.get("cites", ()) if work not in rests]),
                )
                if works
            ],
            "unsourced": not claim.get("cites"),
            "findings": [
                (plain(item["title"]), _state(item), self.findings[item["id"]]) for item in about if not item["holds"]
            ],
        }

    def locator(self, passage: Data) -> str:
        """Where a passage stands, with the offsets at which the text of the article holds it."""
        spans = [f"{part['start']}–{part['end']}" for part in passage.get("segments", ())]
        return plain(passage["label"]) + (f" (characters {', '.join(spans)})" if spans else "")

    def stated(self, number: Data) -> str:
        """A number that a claim states."""
        about = f" ({plain(number['about']['label'])})" if "about" in number else ""
        return f"{_measure(number)}: {_printed(number)}{about}"

    def short(self, work: str) -> str:
        """A work as a claim cites it: "[9] Aldoss I et al 2017"."""
        data = self.works.get(work)
        if data is None:
            return plain(local_name(work))
        names = [name.strip() for name in plain(data.get("authorList", "")).split(",")]
        author = f"{names[0]} et al" if len(names) > 1 else names[0]
        return " ".join(filter(None, (_numbers(data), author, plain(data.get("year", "")))))

    def linked(self, works: Iterable[str]) -> list[tuple[str, str]]:
        """Works in the order of the list, with the part of the page that tells more of each."""
        order = list(self.works)
        known = sorted(works, key=lambda work: (order.index(work) if work in order else len(order), work))
        return [(self.short(work), self.anchors.get(work, "")) for work in known]

    def reference(self, work: Data) -> dict[str, Any]:
        """An entry of the list, with what it is and where it can be read."""
        known = {name: plain(work[key]) for name, key in _IDENTIFIERS.items() if key in work}
        links: list[Link] = [(words, address) for words, address in identifier_links(known) if safe(address)]
        search = str(work.get("searchLink", ""))
        if not links and safe(search):
            links = [("no verified identifier; search PubMed", search)]
        abstract = any(str(kind).endswith("MeetingAbstract") for kind in work.get("type", ()))
        role = spaced(work["evidenceRole"]) if "evidenceRole" in work else ""
        return {
            "anchor": self.anchors[work["id"]],
            "number": _numbers(work),
            "citation": plain(work.get("citation", work["title"])),
            "kind": ", ".join(filter(None, (role and f"{role} evidence", "meeting abstract" if abstract else ""))),
            "links": links,
        }

    def study(self, study: Data) -> dict[str, Any]:
        """A study with a row for each number, as printed."""
        rows = []
        for cohort in study.get("cohorts", ()):
            results = cohort.get("results", [])
            treatment = " + ".join(plain(term["prefLabel"]) for term in cohort.get("receives", ()))
            age = f"age {plain(cohort['agePrinted'])}" if "agePrinted" in cohort else ""
            head = (plain(cohort["label"]), ", ".join(filter(None, (treatment, age))))
            for index, number in enumerate(results or [None]):
                first = None if index else (*head, str(cohort.get("n", MISSING)), max(1, len(results)))
                rows.append((first, self.result(number) if number else None))
        works = self.linked(study.get("reportedIn", ()))
        kind = spaced(study["design"]) if "design" in study else ""
        facts = ", ".join(filter(None, (kind, *map(plain, study.get("registryId", ())))))
        name = plain(study["label"])
        return {"anchor": self.anchors[study["id"]], "label": name, "facts": facts, "works": works, "rows": rows}

    def result(self, number: Data) -> tuple[str, str, str, str]:
        """A result: what was measured, the value as printed, where, and doubts."""
        places = [number["cell"]] if "cell" in number else number.get("foundIn", [])
        where = "; ".join(plain(place["label"]) for place in places) or MISSING
        return _measure(number), _printed(number), where, plain(number.get("note", ""))

    def finding(self, item: Data) -> dict[str, Any]:
        """A finding with its arithmetic and the answer to it."""
        response = item.get("response")
        answer = ""
        if response:
            who, when = ", ".join(map(plain, response["who"])), plain(response["when"])
            late = "" if response["current"] else " (given for other values than now)"
            answer = f"{spaced(response['decision'])} by {who} on {when}{late}: {plain(response['reason'])}"
        return {
            "anchor": self.findings[item["id"]],
            "holds": item["holds"],
            "state": _state(item),
            "title": plain(item["title"]),
            "message": plain(item["message"]),
            "arithmetic": plain(item.get("arithmetic", "")),
            "compared": [(_heading(c["name"]), plain(c["text"])) for c in item["compared"]],
            "answer": answer,
            "check": plain(item["check"]),
        }


_LONG = 32
_IDENTIFIERS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid"}


def _heading(name: str) -> str:
    """The name of a column as a heading: "Cohort name", "n"."""
    words = spaced(name).replace("_", " ")
    return words if len(words) == 1 else words[:1].upper() + words[1:]


def _code(text: str) -> str:
    """A query line by line, its indentation kept, without marks that make it read otherwise than it runs."""
    return "\n".join(" " * (len(line) - len(line.lstrip())) + plain(line) for line in text.split("\n"))


def _state(item: Data) -> str:
    """How a finding is to be shown: ``holds``, or its severity."""
    return "holds" if item["holds"] else plain(item["severity"])


def _numbers(work: Data) -> str:
    numbers = [str(entry["number"]) for entry in work.get("entries", ()) if "number" in entry]
    return f"[{', '.join(numbers)}]" if numbers else ""


def _measure(number: Data) -> str:
    statistic = spaced(number.get("statistic", ""))
    name = plain(number["outcome"]["prefLabel"]) if "outcome" in number else statistic
    kind = f", {statistic}" if statistic not in ("proportion", "landmark", "", name) else ""
    return name + kind + (f" at {duration(number['timePoint'])}" if "timePoint" in number else "")


def _printed(number: Data) -> str:
    text, status = plain(number.get("asPrinted", "")), number.get("reportingStatus", "reported")
    if status != "reported":
        return f"{spaced(status)} (“{text}”)" if text else spaced(status)
    return f"{text}%" if number.get("unit") == "%" and text[-1:].isdigit() and "%" not in text else text or MISSING
