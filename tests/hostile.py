"""A workspace made to break exporters: the toy with hostile labels."""

from __future__ import annotations

import shutil
from pathlib import Path

TOY = Path(__file__).parent / "toy"

HOSTILE = [
    "<script>alert('x')</script>",
    'quotes " and \' and """ and \\',
    "two\nlines\r\nand\rmore\t.",
    "control \x01\x08\x1b and \x00 and \x7f\x85",
    "not for XML \ufffe\uffff",
    "emoji \U0001f9ec, \u00e9, \u202eright to left",
    "\u2066isolated\u2069 \u200f\u061c\u202bmarks\u202c, \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "emoji joined \U0001f469\u200d\u2695\ufe0f and halves of \U0001f600",
    "javascript:alert(1)",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "  spaces around  ",
    "&amp; ]]> <!-- --> <?xml ?> %20",
    "one | two",
    "; a ev:Claim . <x> <y> <z> .",
    "@prefix ev: <x> .",
]


def hostile_workspace(folder: Path) -> Path:
    """Makes ``folder`` a copy of the toy with one more term for each hostile label."""
    shutil.copytree(TOY, folder, ignore=shutil.ignore_patterns(".evigraph"))
    terms = folder / "graph" / "terms.yaml"
    added = [
        f"- id: hostile-{index}\n  type: TherapyClass\n  broader: [targeted-therapy]\n"
        f"  prefLabel: {quoted(label)}\n  definition: {quoted(label)}\n"
        for index, label in enumerate(HOSTILE)
    ]
    terms.write_text(terms.read_text("utf-8") + "\n" + "".join(added), "utf-8")
    return folder


def quoted(text: str) -> str:
    """A YAML double-quoted scalar in ASCII."""
    return '"' + "".join(char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}" for char in text) + '"'
