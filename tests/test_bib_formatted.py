"""Formatted lists: styles and their files, what each form holds, hostile text, the same bytes each time."""

from __future__ import annotations

import html
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree
from lxml import html as lxml_html

from evigraph.bib import Csl, read_bib, to_csl
from evigraph.bib.formatted import FORMS, STYLES, format_entries, format_list
from evigraph.bib.formatted.pages import page_range
from evigraph.errors import InputError, UsageError
from hostile import HOSTILE
from varied import varied_items

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def items() -> list[Csl]:
    entries, findings = read_bib(ROOT / "references.bib", "references.bib")
    assert not findings
    return [to_csl(entry) for entry in entries]


def article(**fields: Any) -> Csl:
    plain: Csl = {
        "id": "a",
        "type": "article-journal",
        "author": [{"family": "Roe", "given": "AB"}],
        "title": "On cells",
        "container-title": "J Invent",
        "issued": {"date-parts": [[2020]]},
        "volume": "3",
        "page": "11-19",
    }
    return {key: value for key, value in (plain | fields).items() if value is not None}


def line(item: Csl, style: str = "ama") -> str:
    (entry,) = format_entries([item], style).entries
    return entry.text


def people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in names]


AUTHORS = people("Topp, MS", "Gökbuget, N", "Stein, AS", "Roe, Anna Maria", "Lee, J.-P.", "Doe, J", "Poe, K", "Moe, L")


@pytest.mark.parametrize(
    ("style", "count", "goes_on", "printed"),
    [
        ("ama", 3, True, "Topp MS, Gökbuget N, Stein AS, et al. On cells."),
        ("ama", 1, True, "Topp MS et al. On cells."),
        ("ama", 6, True, "Topp MS, Gökbuget N, Stein AS, et al. On cells."),
        ("ama", 6, False, "Topp MS, Gökbuget N, Stein AS, Roe AM, Lee JP, Doe J. On cells."),
        ("ama", 7, False, "Topp MS, Gökbuget N, Stein AS, et al. On cells."),
        ("nlm", 3, True, "Topp MS, Gökbuget N, Stein AS, et al. On cells."),
        ("nlm", 7, False, "Topp MS, Gökbuget N, Stein AS, Roe AM, Lee JP, Doe J, et al. On cells."),
        ("apa", 3, True, "Topp, M. S., Gökbuget, N., Stein, A. S., et al. (2020)."),
        ("apa", 5, False, "Topp, M. S., Gökbuget, N., Stein, A. S., Roe, A. M., & Lee, J.-P. (2020)."),
        ("lancet", 2, True, "Topp MS, Gökbuget N, et al. On cells."),
        ("elsevier-harvard", 2, True, "Topp, M.S., Gökbuget, N., et al., 2020."),
        ("chicago-author-date", 2, True, "Topp, M. S., N. Gökbuget, et al. 2020."),
    ],
)
def test_authors_and_et_al(style: str, count: int, goes_on: bool, printed: str) -> None:
    custom = {"etal": "author"} if goes_on else None
    assert line(article(author=AUTHORS[:count], custom=custom), style).startswith(printed)


@pytest.mark.parametrize(
    ("name", "ama", "apa"),
    [
        ({"family": "Lee", "given": "DW", "suffix": "III"}, "Lee DW III", "Lee, D. W., III."),
        ({"family": "Lee", "given": "Daniel W.", "suffix": "Jr."}, "Lee DW Jr", "Lee, D. W., Jr."),
        (
            {"family": "Stackelberg", "given": "A", "non-dropping-particle": "von"},
            "von Stackelberg A",
            "von Stackelberg, A.",
        ),
        ({"family": "SMITH", "given": "JOHN"}, "SMITH J", "SMITH, J."),
        ({"literal": "Children's Oncology Group"}, "Children's Oncology Group", "Children's Oncology Group."),
        ({"family": "Dvořák", "given": "Jan-Erik"}, "Dvořák JE", "Dvořák, J.-E."),
        ({"family": "Plato"}, "Plato", "Plato."),
    ],
)
def test_names(name: dict[str, str], ama: str, apa: str) -> None:
    assert line(article(author=[name])).startswith(f"{ama}. On cells")
    assert line(article(author=[name]), "apa").startswith(f"{apa} (2020)")


@pytest.mark.parametrize(
    ("fields", "style", "printed"),
    [
        ({"issue": "22"}, "ama", "2020;3(22):11-19."),
        ({"issue": "22 suppl 1", "supplement-number": "1"}, "nejm", "2020;3(22 suppl 1):11–9."),
        ({"issue": "22 suppl 1", "supplement-number": "1"}, "nlm", "2020;3(22 Suppl 1):11–9."),
        ({"issue": "suppl 1", "supplement-number": "1"}, "ama", "2020;3(suppl 1):11-19."),
        ({"page": "e132-e135"}, "apa", "3, e132–e135."),
        ({"page": "S25-S26"}, "nlm", "3:S25–6."),
        ({"page": "4134-40"}, "ama", "3:4134-4140."),
        ({"page": "15", "custom": {"articlenumber": "15"}}, "ama", "2020;3:15."),
        ({"page": None, "custom": {"abstractnumber": "218"}}, "ama", "J Invent. 2020;3. Abstract 218."),
        ({"page": None, "custom": {"abstractnumber": "218"}}, "apa", "3, Abstract 218."),
        ({"custom": {"abstractnumber": "218"}}, "ama", "2020;3:11-19. Abstract 218."),
        ({"custom": {"labelledabstract": "yes"}}, "ama", "On cells [abstract]. J Invent."),
        ({"issued": {"date-parts": [[2018, 2, 1]]}}, "nlm", "J Invent. 2018 Feb 1;3:11–9."),
        ({"issued": {"date-parts": [["2018", "02"]]}}, "nlm", "J Invent. 2018 Feb;3:11–9."),
        ({"issued": {"literal": "in press"}}, "ama", "J Invent. in press;3:11-19."),
        ({"issued": None}, "apa", "Roe, A. B. (n.d.). On cells."),
        (
            {"volume": None, "page": None, "issued": {"date-parts": [[2020, 9, 25]]}},
            "ama",
            "J Invent. Published online September 25, 2020.",
        ),
        ({"volume": None, "page": None}, "nejm", "J Invent 2020."),
        ({"title": "Why?"}, "ama", "Roe AB. Why? J Invent."),
        ({"title": "So it is."}, "ama", "So it is. J Invent."),
        ({"title": "Wait... what"}, "ama", "Wait... what. J Invent."),
        ({"title": "Why?"}, "apa", "Why? J Invent, 3"),
        ({"container-title": "J. Invent."}, "ama", "On cells. J Invent. 2020"),
    ],
)
def test_details(fields: dict[str, Any], style: str, printed: str) -> None:
    assert printed in line(article(**fields), style)


def test_titles_of_books_are_capitalised_as_english_is() -> None:
    book = {"id": "b", "type": "book", "title": "the fate of β-catenin in CD19+ cells: a T-cell story"}
    assert line(book) == "The Fate of β-Catenin in CD19+ Cells: A T-Cell Story."
    assert line(book | {"language": "fr"}) == "the fate of β-catenin in CD19+ cells: a T-cell story."


def test_works_of_one_year_are_told_apart_where_the_style_does() -> None:
    listing = format_entries([article(), article(title="On other cells"), article(volume="4", author=AUTHORS)], "apa")
    assert [entry.text[:22] for entry in listing.entries][:2] == ["Roe, A. B. (2020a). On", "Roe, A. B. (2020b). On"]
    assert "(2020)" in listing.entries[2].text


@pytest.mark.parametrize(
    ("pages", "form", "shown"),
    [
        ("101-108", "minimal", "101–8"),
        ("101-108", "minimal-two", "101–08"),
        ("1496-1504", "chicago", "1496–504"),
        ("100-104", "chicago", "100–104"),
        ("11564-68", "expanded", "11564–11568"),
        ("e132-e135", "minimal", "e132–5"),
        ("S883-S913", "minimal", "S883–913"),
        ("A12-B3", "minimal", "A12–B3"),
        ("19-11", "minimal", "19–11"),
        ("7", "minimal", "7"),
        ("12-14, 19-23", "expanded", "12–14, 19–23"),
        ("i-xiv", None, "i–xiv"),
    ],
)
def test_page_ranges(pages: str, form: str | None, shown: str) -> None:
    assert page_range(pages, form, "–") == shown


def test_numbers_are_those_given() -> None:
    three = [article(), article(), article()]
    assert [entry.label for entry in format_entries(three, "ama", [5, 7, 9]).entries] == ["5.", "7.", "9."]
    assert [entry.label for entry in format_entries(three, "lancet").entries] == ["1", "2", "3"]
    assert [entry.label for entry in format_entries(three, "ieee", [5, 7, 9]).entries] == ["[5]", "[7]", "[9]"]
    for nested in ("bio-protocol", "biological-psychiatry", "nucleic-acids-research-web-server-issue"):
        (first, *_) = format_entries(three, nested, [5, 7, 9]).entries
        assert first.label.strip("[(.)]") == "5"
        assert "On cells" in first.text
    assert {entry.label for entry in format_entries(three, "apa", [5, 7, 9]).entries} == {""}
    with pytest.raises(UsageError, match="2 numbers for 3 items"):
        format_list(three, "ama", "text", [1, 2])


@pytest.mark.parametrize("style", STYLES)
def test_every_reference_is_printed_in_every_style(items: list[Csl], style: str) -> None:
    everything = items + varied_items()
    listing = format_entries(everything, style)
    assert len(listing.entries) == 252
    for item, entry in zip(everything, listing.entries, strict=True):
        word = max(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", item["title"])), key=len)
        assert word.lower() in entry.text.lower()
        assert not re.search(r"[\U000f0000-\U000f00ff]|  | ,|\.\.(?!\.)|,,|\?\.", entry.text), entry.text


@pytest.mark.parametrize("form", FORMS)
def test_the_same_items_give_the_same_bytes(items: list[Csl], form: str) -> None:
    once = format_list(items, "ama", form)
    code = (
        "import sys; from pathlib import Path; from evigraph.bib import read_bib, to_csl;"
        "from evigraph.bib.formatted import format_list;"
        f"entries, _ = read_bib(Path({str(ROOT / 'references.bib')!r}), 'r');"
        f"sys.stdout.buffer.write(format_list(map(to_csl, entries), 'ama', {form!r}))"
    )
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert once == again


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_list_is_a_file_all_the_same(form: str) -> None:
    assert format_list([], "ama", form, title="") == format_list([], "ama", form, title="")


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = "import sys, evigraph.bib.formatted; sys.exit(any(m in sys.modules for m in ('citeproc', 'docx', 'lxml')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_item_with_nothing_to_print_gives_its_key() -> None:
    assert line({"id": "lonely"}, "lancet") == "[lonely]"
    assert line({"id": "lonely", "type": "book"}) == "[lonely]"


# Forms


def test_text_is_one_line_for_each_entry(items: list[Csl]) -> None:
    lines = format_list(items[:2], "ama", "text", [5, 9]).decode().splitlines()
    assert lines[:2] == ["References", ""]
    assert [each.split()[:3] for each in lines[2:]] == [["5.", "Gaudichon", "J,"], ["9.", "DeAngelo", "DJ,"]]


def test_html_is_valid_and_links_identifiers(items: list[Csl]) -> None:
    page = format_list(items, "ama", "html", list(range(101, 153)), "Sources & more").decode()
    assert "<script" not in page
    root = lxml_html.document_fromstring(page)
    assert (root.get("lang"), root.findtext(".//title")) == ("en-US", "Sources & more")
    assert [item.get("value") for item in root.findall(".//ol/li")] == [str(number) for number in range(101, 153)]
    addresses = [link.get("href") for link in root.findall(".//a")]
    assert len(addresses) == sum("DOI" in item for item in items)
    assert "https://doi.org/10.1016/S1470-2045(14)71170-2" in addresses
    assert root.findtext(".//i") == "Blood Rev"


def test_html_without_numbers_is_paragraphs(items: list[Csl]) -> None:
    root = lxml_html.document_fromstring(format_list(items, "apa", "html").decode())
    assert (len(root.findall(".//p[@class='entry']")), root.findall(".//ol")) == (52, [])
    assert str(root.findtext(".//a")).startswith("https://doi.org/10.")


def test_only_web_addresses_become_links() -> None:
    pages = [
        {"id": "w", "type": "webpage", "title": "T", "URL": url} for url in ("javascript:alert(1)", "data:x", "//x")
    ]
    bad = article(DOI='10.1/"><script>', PMID="1 OR 2")
    assert "<a " not in format_list(pages, "ama", "html").decode()
    page = format_list([bad], "nlm", "html").decode()
    assert "<script" not in page
    assert re.findall(r'href="([^"]*)"', page) == ["https://doi.org/10.1/%22%3E%3Cscript%3E"]


def test_word_document(items: list[Csl]) -> None:
    data = format_list(items, "ama", "docx", list(range(101, 153)))
    document = docx.Document(io.BytesIO(data))
    listing = format_entries(items, "ama", list(range(101, 153)))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == "References"
    assert paragraphs[1:] == [f"{entry.label}\t{entry.text}" for entry in listing.entries]
    style = document.styles["Bibliography"].paragraph_format
    assert style.left_indent == -style.first_line_indent > 0
    (italic,) = [run.text for run in document.paragraphs[1].runs if run.italic]
    assert italic == "Blood Rev"
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert len(links) == sum("DOI" in item for item in items)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}


def test_rich_text_is_formatting_in_every_form() -> None:
    small = '<span style="font-variant:small-caps">dna</span>'
    item = article(title=f"<i>KMT2A</i> and CD19<sup>+</sup> in H<sub>2</sub>O, {small}")
    assert "KMT2A and CD19+ in H2O, dna." in line(item)
    page = format_list([item], "ama", "html").decode()
    assert '<i>KMT2A</i> and CD19<sup>+</sup> in H<sub>2</sub>O, <span class="caps">dna</span>.' in page
    assert "*KMT2A* and CD19<sup>+</sup> in H<sub>2</sub>O, dna." in format_list([item], "ama", "markdown").decode()
    (paragraph,) = docx.Document(io.BytesIO(format_list([item], "ama", "docx", title=""))).paragraphs
    assert [run.text for run in paragraph.runs if run.font.superscript or run.font.small_caps] == ["+", "dna"]


def test_a_note_stands_indented_beneath_its_entry() -> None:
    noted = article(custom={"annotation": "Supports one (n = 36):\n<b>*well*</b>."})
    said = "Supports one (n = 36): <b>*well*</b>."
    for style, label in (("ama", "5. "), ("apa", "")):
        entries = format_entries([noted, article()], style, [5, 6]).entries
        assert [entry.note for entry in entries] == [said, ""]
        first, note, second = format_list([noted, article()], style, "text", [5, 6], title="").decode().splitlines()
        assert (first.startswith(f"{label}Roe"), note) == (True, f"    {said}")
        assert second.startswith(f"{label}Roe".replace("5", "6"))
        page = format_list([noted, article()], style, "html", [5, 6]).decode()
        root = lxml_html.document_fromstring(page)
        (found,) = root.findall(".//p[@class='note']")
        assert ("".join(map(str, found.itertext())), "<b>" in page) == (said, False)
        before = found.getprevious()
        assert before is not None and "".join(map(str, before.itertext())).startswith("Roe")
        paragraphs = format_list([noted, article()], style, "markdown", [5, 6], title="").decode().split("\n\n")
        assert (len(paragraphs), paragraphs[1]) == (3, r"> Supports one (n = 36): \<b\>\*well\*\</b\>.")
        document = docx.Document(io.BytesIO(format_list([noted, article()], style, "docx", [5, 6], title="")))
        assert [paragraph.style.name for paragraph in document.paragraphs if paragraph.style] == [
            "Bibliography",
            "Bibliography Note",
            "Bibliography",
        ]
        assert document.paragraphs[1].text == said
        indents = [document.styles[name].paragraph_format.left_indent for name in ("Bibliography", "Bibliography Note")]
        assert indents[0] == indents[1] != 0


# Hostile text

EVIL = [
    *HOSTILE,
    "<img src=x onerror=alert(1)>",
    "</li></ol><iframe>",
    "[x](javascript:alert(1)) ![y](z)",
    "# heading",
    "- item\n1. item",
    "`code` *a* _b_ ~~c~~ | d | $e$ ^f^",
    "www.example.org http://example.org a@example.org",
    "<i><b>un</i>closed</b> <sup>",
    "\U000f0001\U000f0021\U000f0040 private marks",
    "\u2066isolate\u202eoverride",
    "{{7*7}} {% x %} {title}",
    "x" * 10_000,
    "\ud800 lone surrogate",
]
FIELDS = ("title", "container-title", "volume", "issue", "page", "publisher", "DOI", "URL", "PMID", "edition", "genre")


def hostile_items() -> list[Csl]:
    found = []
    for text in EVIL:
        fields = dict.fromkeys(FIELDS, text)
        names = {"author": [{"family": text, "given": text}, {"literal": text}, {"family": text, "suffix": text}]}
        custom = {"etal": text, "abstractnumber": text, "labelledabstract": text, "annotation": text}
        date = {"issued": {"literal": text}, "accessed": {"date-parts": [[text]]}}
        for kind in ("article-journal", "book", "webpage"):
            found.append({"id": text, "type": kind, **fields, **names, **date, "custom": custom})
    return found


@pytest.mark.parametrize("style", STYLES)
def test_hostile_text_stays_text_in_html(style: str) -> None:
    page = format_list(hostile_items(), style, "html", title=EVIL[0]).decode()
    root = etree.fromstring(re.sub(r"<!DOCTYPE html>|<meta [^>]*>", "", page).encode())  # well-formed throughout
    allowed = {"html", "head", "title", "style", "body", "h1", "ol", "li", "p", "span", "a", "i", "b", "sup", "sub"}
    assert {element.tag for element in root.iter()} <= allowed
    assert {key for element in root.iter() for key in element.keys()} <= {"lang", "class", "value", "href"}  # noqa: SIM118
    assert all(str(link.get("href")).startswith(("https://", "http://")) for link in root.iter("a"))
    assert "alert('x')" in html.unescape(page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\U000f0000-\U000f00ff\x00-\x08]", page)
    items = root.findall(".//li") or root.findall(".//p[@class='entry']")
    assert len(items) == len(root.findall(".//p[@class='note']")) == len(EVIL) * 3


@pytest.mark.parametrize("style", ["ama", "apa"])
def test_hostile_text_stays_text_in_word(style: str) -> None:
    document = docx.Document(io.BytesIO(format_list(hostile_items(), style, "docx", title=EVIL[0])))
    listing = format_entries(hostile_items(), style)
    shown = [paragraph.text.split("\t")[-1] for paragraph in document.paragraphs[1:]]
    assert shown == [text for entry in listing.entries for text in (entry.text, entry.note)]
    assert len(shown) == len(EVIL) * 3 * 2


@pytest.mark.parametrize("style", ["ama", "apa"])
def test_hostile_text_is_no_markup_in_markdown(style: str) -> None:
    text = format_list(hostile_items(), style, "markdown", title="# a *title*").decode()
    paragraphs = text.rstrip("\n").split("\n\n")
    assert paragraphs[0] == r"# \# a \*title\*"
    assert len(paragraphs) == 1 + len(EVIL) * 3 * 2
    assert all(paragraph.startswith("> ") for paragraph in paragraphs[2::2])
    for paragraph in (each.removeprefix("> ") for each in paragraphs[1:]):
        assert "\n" not in paragraph
        assert not re.match(r"[#>+\-=|:]|\d+[.)]|\s", paragraph)
        bare = re.sub(r"\\.", "", paragraph)
        assert not re.search(r"[\[\]`#~|$^{}!]", bare)
        assert set(re.findall(r"<[^>]*>?", bare)) <= {"<em>", "</em>", "<strong>", "</strong>", "<sup>", "</sup>"}
        assert not re.search(r"javascript://|(?<!\\)@", bare)


@pytest.mark.parametrize("style", STYLES)
def test_hostile_text_stays_on_its_line(style: str) -> None:
    assert len(format_list(hostile_items(), style, "text", title="").decode().splitlines()) == len(EVIL) * 3 * 2


# Styles

CSL_STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Mine</title><id>mine</id><updated>2024-01-01T00:00:00+00:00</updated></info>
{macro}<citation><layout><text variable="title"/></layout></citation>
{bibliography}</style>"""
BIBLIOGRAPHY = '<bibliography><layout suffix="."><text variable="title" prefix="Title: "/></layout></bibliography>'
POINTER = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="de-DE"><info><title>P</title>
<id>p</id><link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/></info></style>"""
MACRO = '<macro name="{0}"><text macro="{1}"/></macro>'
LOOP = BIBLIOGRAPHY.replace('variable="title"', 'macro="a"')


def written(folder: Path, text: str | bytes) -> str:
    path = folder / "mine.csl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_a_style_of_the_user(tmp_path: Path) -> None:
    style = written(tmp_path, CSL_STYLE.format(macro="", bibliography=BIBLIOGRAPHY))
    assert line(article(), style) == "Title: On cells."
    pointing = written(tmp_path, POINTER.format(parent="apa"))
    assert line(article(), pointing).startswith("Roe, A. B. (2020).")
    assert format_entries([article()], pointing).language == "de-DE"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no markup", "is not XML"),
        ("<style", "is not XML"),
        (b"\xff\xfe\x00", "is not XML"),
        ("", "is not XML"),
        ("<html/>", "is not a CSL style: its root is <html>"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><style>&a;</style>', "declares a document type"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><style/>', "declares a document type"),
        (CSL_STYLE.format(macro="", bibliography=""), "formats citations only"),
        (CSL_STYLE.format(macro="", bibliography=BIBLIOGRAPHY.replace("prefix", "prefiks")), "not a valid CSL style"),
        (CSL_STYLE.format(macro="", bibliography=LOOP), "uses the macro 'a' but does not have it"),
        (CSL_STYLE.format(macro=MACRO.format("a", "a"), bibliography=LOOP), "calls itself"),
        (
            CSL_STYLE.format(macro=MACRO.format("a", "b") + MACRO.format("b", "a"), bibliography=LOOP),
            "calls itself",
        ),
        (POINTER.format(parent="no-such-style"), "'no-such-style', which is not here"),
        (POINTER.format(parent="../../etc/passwd%00"), "which is not here"),
        (b"<style>" + b" " * 3_000_000, "larger than 2 MB"),
    ],
)
def test_a_style_file_that_cannot_be_used(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        format_list([article()], written(tmp_path, text), "text")


def test_a_style_file_that_is_not_there(tmp_path: Path) -> None:
    for name in (str(tmp_path / "none.csl"), str(tmp_path), "a\0b.csl"):
        with pytest.raises((InputError, UsageError)):
            format_list([article()], name, "text")


@pytest.mark.parametrize(
    ("style", "hint"),
    [
        ("amma", "Did you mean 'ama'"),
        ("natur", "Did you mean 'nature'"),
        ("../x", "There are ama"),
        ("", "There are ama"),
    ],
)
def test_a_style_that_is_not_there(style: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        format_list([article()], style, "text")


def test_a_form_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="Did you mean 'docx'"):
        format_list([article()], "ama", "doc")


@pytest.mark.parametrize("style", ["ieee", "springer-vancouver-brackets", "nature", "cell", "harvard-cite-them-right"])
def test_any_style_that_csl_has(style: str) -> None:
    assert "On cells" in line(article(), style) or "On Cells" in line(article(), style)


def test_progress_sees_every_entry(items: list[Csl]) -> None:
    seen = []

    def watch(entries: Any) -> Any:
        for entry in entries:
            seen.append(entry.label)
            yield entry

    format_list(items, "ama", "text", progress=watch)
    assert len(seen) == 52
