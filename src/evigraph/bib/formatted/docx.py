"""A list as a Word document: hanging indents, links, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evigraph.bib.formatted.listing import Listing
from evigraph.bib.formatted.runs import FormattedEntry, Run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_LONGEST_LINK = 2000  # Word calls a file with longer ones damaged
_MADE = datetime(1980, 1, 1, tzinfo=UTC)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_HANGING_CM = 1.0
_CM_FOR_DIGIT = 0.22


def as_docx(listing: Listing) -> bytes:
    """The document as bytes."""
    from docx import Document

    document = Document()
    _set_up(document, listing)
    if listing.title:
        document.add_heading(listing.title, 1)
    for entry in listing.entries:
        _add(document.add_paragraph(style="Bibliography"), entry)
        if entry.note:
            document.add_paragraph(entry.note, style="Bibliography Note")
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _set_up(document: Document, listing: Listing) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    properties = document.core_properties
    properties.title, properties.author, properties.comments = listing.title[:255], "", ""
    properties.created = properties.modified = _MADE
    for name, size in (("Normal", 11), ("Heading 1", 14)):
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = _FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = font.element.rPr.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
            fonts.set(qn(script), _FONT)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), listing.language)
    style = document.styles.add_style("Bibliography", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    widest = max((len(entry.label) for entry in listing.entries), default=0)
    indent = Cm(max(_HANGING_CM, 0.3 + _CM_FOR_DIGIT * widest))
    style.paragraph_format.left_indent = indent
    style.paragraph_format.first_line_indent = -indent
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.tab_stops.add_tab_stop(indent)
    note = document.styles.add_style("Bibliography Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    note.font.size = Pt(10)
    note.paragraph_format.left_indent = indent
    note.paragraph_format.space_after = Pt(8)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor(0x05, 0x63, 0xC1), True


def _add(paragraph: Paragraph, entry: FormattedEntry) -> None:
    if entry.label:
        paragraph.add_run(f"{entry.label}\t")
    for run in entry.runs:
        _add_run(paragraph, run)


def _add_run(paragraph: Paragraph, run: Run) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    written = paragraph.add_run(run.text)
    font = written.font
    for flag in ("italic", "bold", "superscript", "subscript", "small_caps"):
        if getattr(run, flag):
            setattr(font, flag, True)
    if run.link and len(run.link) <= _LONGEST_LINK:
        written.style = "Hyperlink"
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(run.link, _LINK_TYPE, is_external=True))
        paragraph._p.append(link)
        link.append(written._r)


def _timeless(data: bytes) -> bytes:
    """The archive with every member dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _ZIPPED)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = 3, 0o600 << 16
            new.writestr(member, old.read(name))
    return out.getvalue()
