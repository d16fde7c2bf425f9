"""A list as one HTML page that needs nothing else: no script, no address fetched."""

from __future__ import annotations

from html import escape

from evigraph.bib.formatted.listing import Listing
from evigraph.bib.formatted.runs import FormattedEntry, Run

_TAGS = (("italic", "i"), ("bold", "b"), ("superscript", "sup"), ("subscript", "sub"))
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff;
  font: 1rem/1.45 "Times New Roman", Times, serif; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.3rem; }}
ol {{ list-style: none; margin: 0; padding: 0; }}
li {{ display: grid; grid-template-columns: {width}ch 1fr; column-gap: 0.6em; margin-bottom: 0.5em; }}
.number {{ text-align: right; overflow-wrap: normal; }}
.entry {{ margin: 0 0 0.5em; padding-left: 2em; text-indent: -2em; }}
.note {{ margin: 0.2em 0 0.7em; padding-left: 2em; color: #444; font-size: 0.9em; }}
li .entry {{ margin: 0; padding: 0; text-indent: 0; }}
li .note {{ grid-column: 2; padding: 0; }}
a {{ color: #0b4f9e; }}
sup, sub {{ line-height: 0; }}
.caps {{ font-variant: small-caps; }}
@media print {{ body {{ margin: 0; max-width: none; font-size: 11pt; }} a {{ color: inherit; text-decoration: none; }}
  li, .entry {{ break-inside: avoid; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def as_html(listing: Listing) -> bytes:
    """The page; a numbered list is ``<ol>`` with the numbers that were given, another is paragraphs."""
    heading = [f"<h1>{escape(listing.title)}</h1>"] if listing.title else []
    if listing.numbered:
        entries = ["<ol>", *(_item(entry) for entry in listing.entries), "</ol>"]
    else:
        entries = [f'<p class="entry">{entry_html(entry)}</p>{_note(entry)}' for entry in listing.entries]
    page = _PAGE.format(
        language=escape(listing.language),
        title=escape(listing.title or "References"),
        width=max((len(entry.label) for entry in listing.entries), default=0),
        body="\n".join([*heading, *entries]),
    )
    return page.encode()


def _item(entry: FormattedEntry) -> str:
    digits = "".join(char for char in entry.label if char in "0123456789")
    value = f' value="{int(digits)}"' if digits else ""
    label, text = escape(entry.label), entry_html(entry)
    return f'<li{value}><span class="number">{label}</span> <span class="entry">{text}</span>{_note(entry)}</li>'


def _note(entry: FormattedEntry) -> str:
    return f'\n<p class="note">{escape(entry.note)}</p>' if entry.note else ""


def entry_html(entry: FormattedEntry) -> str:
    """The text of an entry as HTML, everything in it escaped."""
    return "".join(map(_run, entry.runs))


def _run(run: Run) -> str:
    text = escape(run.text)
    for flag, tag in _TAGS:
        if getattr(run, flag):
            text = f"<{tag}>{text}</{tag}>"
    if run.small_caps:
        text = f'<span class="caps">{text}</span>'
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text
