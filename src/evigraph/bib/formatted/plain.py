"""A list as plain text, and as Markdown in which nothing but the list's own formatting is markup."""

from __future__ import annotations

import re

from evigraph.bib.formatted.listing import Listing
from evigraph.bib.formatted.runs import FormattedEntry, Run

# What Markdown and its common extensions obey anywhere in a line.
_INLINE = re.compile(r"[\\`*_\[\]<>#~|^$&{}!]")
# What they obey at its start: lists, headings underlined, definitions.
_AT_START = re.compile(r"([-+=:]|\d+[.)])")
# Addresses that they make links of by themselves.
_BARE_LINK = re.compile(r"(?<=:)//|(?<=www)\.|@", re.IGNORECASE)


def as_text(listing: Listing) -> bytes:
    """One entry on each line, its number first; a note is indented beneath it."""
    lines = [listing.title, ""] if listing.title else []
    for entry in listing.entries:
        lines.append(f"{entry.label} {entry.text}".strip())
        lines += [f"    {entry.note}"] if entry.note else []
    return "".join(f"{line}\n" for line in lines).encode()


def as_markdown(listing: Listing) -> bytes:
    """One paragraph for each entry, a note beneath it as a quoted one.

    The number is text, not a list marker: Markdown would count 5, 6, 7 where the list has 5, 7, 9.
    """
    paragraphs = [f"# {_escaped(listing.title)}"] if listing.title else []
    for entry in listing.entries:
        paragraphs.append(_paragraph(entry))
        paragraphs += [f"> {_at_start(_escaped(entry.note))}"] if entry.note else []
    return ("\n\n".join(paragraphs) + "\n" if paragraphs else "").encode()


def _paragraph(entry: FormattedEntry) -> str:
    line = "".join(_marked_up(run) for run in entry.runs)
    if entry.label:
        line = f"{_escaped(entry.label)} {line}"
    return _at_start(line)


def _at_start(line: str) -> str:
    """The line with what Markdown would obey at its start made text."""
    if found := _AT_START.match(line):
        line = f"{found.group()[:-1]}\\{found.group()[-1]}{line[found.end() :]}"
    return line


def _marked_up(run: Run) -> str:
    inner = run.text.strip(" ")
    if not inner:
        return run.text
    before = run.text[: len(run.text) - len(run.text.lstrip(" "))]
    after = run.text[len(run.text.rstrip(" ")) :]
    text = _INLINE.sub(r"\\\g<0>", inner) if run.link else _escaped(inner)
    # A star beside punctuation may not count as emphasis; a tag always does.
    plain = inner[0].isalnum() and inner[-1].isalnum()
    for wanted, star, tag in ((run.italic, "*", "em"), (run.bold, "**", "strong")):
        if wanted:
            text = f"{star}{text}{star}" if plain else f"<{tag}>{text}</{tag}>"
    for wanted, tag in ((run.superscript, "sup"), (run.subscript, "sub")):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return f"{before}{text}{after}"


def _escaped(text: str) -> str:
    return _BARE_LINK.sub(r"\\\g<0>", _INLINE.sub(r"\\\g<0>", text))
