"""Names and LaTeX in bibliographies."""

from __future__ import annotations

import string

import pytest
from bibtexparser.middlewares.names import split_multiple_persons_names
from hypothesis import given, settings
from hypothesis import strategies as st

from evigraph.bib import Name, Names, from_csl, parse_bib, parse_names, plain, render, to_csl
from evigraph.bib import names as names_module
from evigraph.bib.bibtex.latex import escaped, one_line
from evigraph.bib.names import write_names

COMMANDS = [
    (r"\'Alvarez, B", Name("Álvarez", "B")),
    (r"\O rsted, C", Name("Ørsted", "C")),
    (r"Hans Christian \O rsted", Name("Ørsted", "Hans Christian")),
    (r"\v{S}koda, A", Name("Škoda", "A")),
    (r"Ivan Maria \v{S}koda", Name("Škoda", "Ivan Maria")),
    (r"\v Capek, K", Name("Čapek", "K")),
    (r"\L{}ukasz Nowak", Name("Nowak", "Łukasz")),
    (r"\textsc{Roe}, A", Name("Roe", "A")),
    (r"Mu\~noz, P", Name("Muñoz", "P")),
    (r"Jos\'e Mu\~noz", Name("Muñoz", "José")),
    (r"Jo\~ao", Name("João")),
    (r"Nguy\~{\^e}n, T", Name("Nguyễn", "T")),
    (r"Garc\'\i a, A", Name("García", "A")),
    (r"D\'\iaz, A", Name("Díaz", "A")),
    (r"\'{E}tienne de la \'Etoile", Name("Étoile", "Étienne", "de la")),
    (r"Gau\ss, C", Name("Gauß", "C")),
    (r"Doe~Roe,~J.~R.", Name("Doe Roe", "J. R.")),
    (r"Maruska, H.\~P.", Name("Maruska", "H. P.")),
    (r"J.\,R. Smith", Name("Smith", "J. R.")),
    (r"Maria de\ la Cruz", Name("Cruz", "Maria", "de la")),
    (r"al-Kh\-alid, M", Name("al-Khalid", "M")),
    (r"{\'A}lvarez, {\~N}", Name("Álvarez", "Ñ")),
    (r"{Institut f\"ur \O l und \~N}", Name(literal="Institut für Øl und Ñ")),
    (r"family=Mu\~noz, given=\'Angel", Name("Muñoz", "Ángel")),
]
"""Names with LaTeX commands outside braces, which no word ends or begins with."""


@pytest.mark.parametrize(("text", "name"), COMMANDS)
@pytest.mark.parametrize("field", ["author", "editor", "translator"])
def test_a_command_begins_any_name_of_a_list(text: str, name: Name, field: str) -> None:
    written = f"Doe, J and {text}\n  and {text} and {{{{A and B}}}} AND {text} and others"
    entries, _ = parse_bib(f"@article{{a, {field} = {{{written}}}}}")
    item = to_csl(entries[0])
    group = Name(literal="A and B")
    assert [from_csl(said) for said in item[field]] == [Name("Doe", "J"), name, name, group, name]
    (again,), _ = parse_bib(render([item], "bibtex"))
    assert to_csl(again) == item


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{Children's Oncology Group}", Name(literal="Children's Oncology Group")),
        ("{Barnes and Noble, Inc.}", Name(literal="Barnes and Noble, Inc.")),
        ("Lee, III, DW", Name("Lee", "DW", suffix="III")),
        ("Lee, Daniel W., III", Name("Lee", "Daniel W.", suffix="III")),
        ("Lee III, Daniel W.", Name("Lee", "Daniel W.", suffix="III")),
        ("Daniel W. Lee III", Name("Lee", "Daniel W.", suffix="III")),
        ("Daniel W. Lee, Jr.", Name("Lee", "Daniel W.", suffix="Jr.")),
        ("de la Cruz, Jr.", Name("Cruz", "", "de la", "Jr.")),
        ("Lee, III", Name("Lee", suffix="III")),
        ("Lee, DW 3rd", Name("Lee", "DW", suffix="3rd")),
        ("Lee, Daniel W. III", Name("Lee", "Daniel W.", suffix="III")),
        ("Lee DW Jr", Name("Lee", "DW", suffix="Jr")),
        ("Lee III, DW", Name("Lee", "DW", suffix="III")),
        ("Smith, J., MD", Name("Smith", "J.", suffix="MD")),
        ("Smith, Jane, M.D., Ph.D.", Name("Smith", "Jane", suffix="M.D. Ph.D.")),
        ("Smith, J., {MD}", Name("Smith", "MD", suffix="J.")),
        ("{Others}", Name(literal="Others")),
        ("Lee, {Jr.}, Daniel", Name("Lee", "Daniel", suffix="Jr.")),
        ("Petrov, IV", Name("Petrov", "IV")),
        ("Jean de la Fontaine", Name("Fontaine", "Jean", "de la")),
        ("van der Berg, J", Name("Berg", "J", "van der")),
        ("Ahmed M. al-Rashid", Name("al-Rashid", "Ahmed M.")),
        ("d'Artagnan, Charles", Name("d'Artagnan", "Charles")),
        ("{de la Cruz}, Maria", Name("de la Cruz", "Maria")),
        ("family=Lee, given={Daniel W.}, suffix=III", Name("Lee", "Daniel W.", suffix="III")),
        ("given=Ludwig, prefix=van, useprefix=true, family=Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("family={Fern{\\'a}ndez, Jr}, given-i=A, given=Ana", Name("Fernández, Jr", "Ana")),
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
        *COMMANDS,
    ],
)
def test_one_name(text: str, name: Name) -> None:
    assert parse_names(text) == [name]
    assert parse_names(f"{text} and others").others
    again = parse_names(write_names(parse_names(text)))
    assert (list(again), again.others) == ([name], False)


def test_the_end_of_a_list() -> None:
    assert parse_names("A, B and others") == [Name("A", "B")]
    assert parse_names("A, B and et al.").others
    assert not parse_names("A, B and Others, C").others
    assert parse_names("") == []


ENDS = [" and others", " and et al", ", et al", " et al.", ", et. al.", " and {et al.}", " et alii", ", ..."]


@pytest.mark.parametrize("end", ENDS)
def test_et_al_as_people_write_it(end: str) -> None:
    names = parse_names(f"Topp, MS and Stein, AS{end}")
    assert names == [Name("Topp", "MS"), Name("Stein", "AS")]
    assert names.others


WORDS = st.text(alphabet=string.ascii_letters + "öÉß'-.{}\\\"~&%$ ", max_size=12)


@settings(deadline=None)  # the first example pays for the import of the decoder
@given(st.lists(WORDS, max_size=3), st.booleans())
def test_names_that_were_read_are_written_and_read_again(parts: list[str], others: bool) -> None:
    names = parse_names(", ".join(parts))
    again = parse_names(write_names(Names(names, others=others and bool(names))))
    assert again == names
    assert again.others == (others and bool(names))


WORDS_OF_NAMES = ["Lee", "D.", "DW", "Jr.", "JR", "III", "IV", "3rd", "de", "Öz", "O’N", "a-b", "al", "and", "--", "et"]
SIMPLE_WORDS = st.sampled_from(WORDS_OF_NAMES)
ODD_WORDS = st.sampled_from([*WORDS_OF_NAMES, "van", "others", "...", "family=x", "{", ",", "\\"])
PART = st.one_of(
    st.lists(ODD_WORDS, max_size=3).map(" ".join),
    st.text(max_size=5).map(one_line),
)


@settings(deadline=None)
@given(PART.filter(bool), PART, st.sampled_from(["", "von", "de la", "al"]), PART)
def test_any_name_is_written_so_that_it_is_read_again(family: str, given: str, particle: str, suffix: str) -> None:
    people = Names([Name(family, given, particle, suffix), Name(literal=f"{family} Group")])
    again = parse_names(write_names(people))
    assert (list(again), again.others) == (list(people), False)


@settings(deadline=None)
@given(st.lists(SIMPLE_WORDS, min_size=1, max_size=4), st.lists(SIMPLE_WORDS, min_size=1, max_size=4))
def test_the_short_way_through_a_name_gives_what_the_long_way_gives(family: list[str], given: list[str]) -> None:
    written = f"{' '.join(family)}, {' '.join(given)}"
    assert names_module._simple(written) in (None, names_module._in_parts(written))


@settings(deadline=None)
@given(st.text(alphabet="aAnNdD B,.\n\t{}", max_size=30))
def test_a_list_without_commands_is_split_as_bibtexparser_does(text: str) -> None:
    longer = [name.strip() for name in split_multiple_persons_names(text) if name.strip()]
    assert names_module.split_names(text) == longer


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
