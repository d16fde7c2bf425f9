"""LaTeX read as Unicode, and Unicode written so that TeX and this package read it back."""

from __future__ import annotations

import time

import pytest

from evigraph.bib import plain
from evigraph.bib.bibtex.latex import escaped

DECODED = [
    ('G{\\"o}kbuget', "Gökbuget"),
    ('G\\"okbuget and \\"{O}z', "Gökbuget and Öz"),
    ("Sm{\\'\\i}th {\\'{\\i}}", "Smíth í"),
    ("\\c{c}a \\v{s} \\H o \\k{a} \\u{g} \\r a \\d{s} \\.{I}", "ça š ő ą ğ å ṣ İ"),
    ("S\\o ren \\O{}re {\\aa} \\AA{} \\l{} Stra\\ss e {\\ae}\\oe\\th\\dh\\i", "Søren Øre å Å ł Straße æœþðı"),
    ("Tr\\'{\\^e}", "Trế"),
    ("\\~{}x \\^{}y", "~x ^y"),
    ("CD19$^+$ CD19$^{+}$ CD19\\textsuperscript{+}", "CD19⁺ CD19⁺ CD19⁺"),
    ("H$_2$O 10$^{-5}$ 8$^{th}$ \\textsubscript{2}", "H₂O 10⁻⁵ 8th ₂"),
    ("$x^{ab}_{max}$", "x^ab_max"),
    ("BiTE\\textregistered{} BiTE$^{\\textregistered}$ X\\texttrademark", "BiTE® BiTE® X™"),
    ("$\\alpha$ {\\textgamma}$\\delta$ $\\kappa$B \\ensuremath{\\beta}", "α γδ κB β"),
    ("{\\textgreater} 5, \\textless{}3, $\\geq$ 5, $\\sim$10, $<$5, $\\frac{1}{2}$", "> 5, <3, ≥ 5, ∼10, <5, 1/2"),
    ("a~b--c---d ``e'' ?`f", "a b–c—d “e” ¿f"),
    ("{CAR} {T} cells, {\\em in vivo} \\emph{ex {V}ivo} \\mbox{AbC}", "CAR T cells, in vivo ex Vivo AbC"),
    ("\\S{} 5 \\pounds{}3 \\copyright", "§ 5 £3 ©"),
    ("\\& \\% \\_ \\# \\$ \\{ \\} a\\ b a\\,b a\\-b \\textbackslash{}n", "& % _ # $ { } a b a b ab \\n"),
    ("between $5 and $10, $100,000", "between $5 and $10, $100,000"),
    ("$5 or \\$6", "$5 or $6"),
    ("50% & more #1 x_2 ^2", "50% & more #1 x_2 ^2"),
    (
        "see https://a.org/~b--c?d=%20 and \\url{http://x.org/a_b%c}",
        "see https://a.org/~b--c?d=%20 and http://x.org/a_b%c",
    ),
    ("\\href{http://x.org}{here} a\\footnote{b}", "here (http://x.org) a [b]"),
    ("\\unknown and \\unknown{kept}", "\\unknown and kept"),
    ("\\begin{it}x\\end{it} \\\\ y", "x y"),
    ("\\", "\\"),
    ("{\\", "\\"),
    ("\\'", "\\'"),
    ("$", "$"),
]


@pytest.mark.parametrize(("written", "meant"), DECODED)
def test_latex_is_read_as_unicode(written: str, meant: str) -> None:
    assert plain(written) == meant
    assert plain(escaped(meant)) == meant


@pytest.mark.parametrize(
    "piece", ["\\c{", "$", "\\textsuperscript{{", "{", "}", "\\'", "$_", "\\frac{a}{", "--", "\\a", "$a\\"]
)
def test_long_nonsense_is_read_in_time(piece: str) -> None:
    start = time.process_time()
    assert plain(piece * 20_000) is not None
    assert time.process_time() - start < 5
