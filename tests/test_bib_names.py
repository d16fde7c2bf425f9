"""Names and LaTeX in bibliographies."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Name, Names, parse_names, plain
from evigraph.bib.latex import escaped, one_line
from evigraph.bib.names import write_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{Children's Oncology Group}", Name(literal="Children's Oncology Group")),
        ("{Barnes and Noble, Inc.}", Name(literal="Barnes and Noble, Inc.")),
        ("Lee, III, DW", Name("Lee", "DW", suffix="III")),
        ("Lee, Daniel W., III", Name("Lee", "Daniel W.", suffix="III")),
        ("Lee III, Daniel W.", Name("Lee", "Daniel W.", suffix="III")),
        ("Daniel W. Lee III", Name("Lee", "Daniel W.", suffix="III")),
        ("Daniel W. Lee, Jr.", Name("Daniel W. Lee", "Jr.")),
        ("Ladestein, JR", Name("Ladestein", "JR")),
        ("von Stackelberg, A", Name("Stackelberg", "A", "von")),
        ("Ludwig van Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("van Gogh", Name("Gogh", "", "van")),
        ("van Dongen-Leunis, A", Name("Dongen-Leunis", "A", "van")),
        ("Uyl-de Groot, CA", Name("Uyl-de Groot", "CA")),
        ('G{\\"o}kbuget, N', Name("Gökbuget", "N")),
        ("Rivi{\\`e}re, Isabelle", Name("Rivière", "Isabelle")),
        ("Brinch Hansen, Per", Name("Brinch Hansen", "Per")),
        ("Plato", Name("Plato")),
        ("{others}", Name(literal="others")),
        (", Per", Name(literal=", Per")),
    ],
)
def test_one_name(text: str, name: Name) -> None:
    assert parse_names(text) == [name]
    assert parse_names(f"{text} and others").others


def test_the_end_of_a_list() -> None:
    assert parse_names("A, B and others") == [Name("A", "B")]
    assert parse_names("A, B and et al.").others
    assert not parse_names("A, B and Others, C").others
    assert parse_names("") == []


WORDS = st.text(alphabet=string.ascii_letters + "öÉß'-.{}\\\"~&%$ ", max_size=12)


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(st.lists(WORDS, max_size=3), st.booleans())
def test_names_that_were_read_are_written_and_read_again(parts: list[str], others: bool) -> None:
    names = parse_names(", ".join(parts))
    again = parse_names(write_names(Names(names, others=others and bool(names))))
    assert again == names
    assert again.others == (others and bool(names))


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(st.text(max_size=60))
def test_escaping_is_undone_by_reading(text: str) -> None:
    assert plain(escaped(text)) == one_line(text)
    value = escaped(text)
    assert value.count("{") == value.count("}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("costs $100,000 for 5% & more", "costs $100,000 for 5% & more"),
        ("costs $100,000 for {5}% & more", "costs $100,000 for 5% & more"),
        ("50\\% \\& more", "50% & more"),
        ("a\n   b", "a b"),
        ("\\textasciicircum{}x", "^x"),
    ],
)
def test_plain(written: str, meant: str) -> None:
    assert plain(written) == meant
