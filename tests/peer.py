"""The same references through citeproc-js, an independent CSL processor, in Node."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from evigraph.bib.formatted.items import ABSTRACT, prepared
from evigraph.bib.formatted.marks import BOLD, CLOSING, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT
from evigraph.bib.formatted.processor import Processor
from evigraph.bib.formatted.runs import FormattedEntry, Run
from evigraph.bib.formatted.styles import find_style
from evigraph.bib.tables import Csl

NODE = Path(__file__).parent / "node"
ET_AL = {"lancet": "⟨i⟩et al.⟨/i⟩", "ieee": "⟨i⟩et al.⟨/i⟩"}
MORE = "EtAlFollows"
_TAGS = {ITALIC: "i", BOLD: "b", SUPERSCRIPT: "sup", SUBSCRIPT: "sub", SMALL_CAPS: "sc"}
_DATES = ("issued", "accessed")


def reason_not_to_run(package: str = "citeproc") -> str:
    """Why this package for Node (citeproc-js by default) cannot run here, or the empty string."""
    if not shutil.which("node"):
        return "Node is not installed"
    if not (NODE / "node_modules" / package).is_dir():
        return f"{package} for Node is not installed: run 'make tests/node/node_modules'"
    return ""


def formatted_by_peer(items: Sequence[Csl], styles: Sequence[str]) -> dict[str, dict[str, str]]:
    """style -> id -> the entry as normalised text."""
    locales = {path.stem.removeprefix("locales-"): path.read_text("utf-8") for path in _locale_files()}
    jobs = []
    for style in styles:
        source = find_style(style)
        jobs.append(
            {
                "name": style,
                "style": source.data.decode(),
                "language": source.language,
                "items": [_for_peer(item, Processor(source).variables, source.unpaged_doi) for item in items],
            }
        )
    done = subprocess.run(
        ["node", "format.js"],
        cwd=NODE,
        input=json.dumps({"locales": locales, "jobs": jobs}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, dict[str, str]] = json.loads(done.stdout)
    return {
        style: {key: _of_html(entry, ET_AL.get(style, "et al.")) for key, entry in entries.items()}
        for style, entries in answer.items()
    }


def normalised(entry: FormattedEntry) -> str:
    """Our entry as the peer's is compared: text in which italic, bold, raised and lowered parts are marked."""
    text = "".join(_in_tags(run) for run in entry.runs)
    return _alike(text)


def _in_tags(run: Run) -> str:
    part = run.text
    for flag, tag in (("superscript", "sup"), ("subscript", "sub"), ("italic", "i"), ("bold", "b")):
        part = f"⟨{tag}⟩{part}⟨/{tag}⟩" if getattr(run, flag) else part
    return part


def _locale_files() -> list[Path]:
    folder = Path(str(files("citeproc"))) / "data" / "locales"
    return [folder / f"locales-{name}.xml" for name in ("en-US", "en-GB")]


def _for_peer(item: Csl, variables: frozenset[str], unpaged_doi: bool) -> Csl:
    """The item as it goes into our processor, in CSL-JSON again; an "et al" is one more name."""
    values, et_al = prepared(item, variables, unpaged_doi)
    peer: Csl = {}
    for name, value in values.items():
        if name in _DATES:
            peer[name] = {"date-parts": [list(part) for part in value["parts"]]} if "parts" in value else value
        elif isinstance(value, list):
            peer[name] = [*value, {"literal": MORE}] if name in et_al else value
        else:
            peer[name] = _as_tags(value)
    return peer


def _as_tags(value: Any) -> str:
    text = str(value)
    for mark, tag in _TAGS.items():
        text = text.replace(mark, f"<{tag}>")
    for closing, mark in CLOSING.items():
        text = text.replace(closing, f"</{_TAGS[mark]}>") if mark in _TAGS else text
    return text.removeprefix(ABSTRACT).replace(ABSTRACT, ". ")


def _of_html(entry: str, et_al: str) -> str:
    entry = re.sub(r'<div class="csl-left-margin">.*?</div>', "", entry, flags=re.DOTALL)
    entry = re.sub(r'<span style="font-style:normal;">(.*?)</span>', r"</i>\1<i>", entry)
    entry = re.sub(r"<(/?)(i|b|sup|sub)>", r"⟨\1\2⟩", entry)
    text = html.unescape(re.sub(r"<[^>]+>", "", entry))
    text = re.sub(rf"(?:, …)?,? (?:& |and )?{MORE}\.?", f", {et_al}", text)
    return _alike(text)


def _alike(text: str) -> str:
    for tag in ("i", "b"):
        text = text.replace(f"⟨/{tag}⟩⟨{tag}⟩", "").replace(f"⟨{tag}⟩⟨/{tag}⟩", "")
    text = text.translate(str.maketrans("“”‘’\u00a0", "\"\"'' "))
    return " ".join(text.split())
