"""Names that are none, or several in one, and one name in two spellings."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from evigraph.bib.check.record import Record, Remark
from evigraph.bib.library.likeness import without_accents
from evigraph.bib.names import split_names

_ET_AL = re.compile(r"(?:.*\W)?et\.?\s+al\.?|others|u\.?\s?a\.", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:[^\W\d_][\w’'-]+ [^\W\d_]{1,3}\.?)(?:, [^\W\d_][\w’'-]+ (?-i:[A-Z]{1,3})\.?)+")

_ENTITY = re.compile(r"&#?\w+;")


def several_in_one(record: Record, _: date) -> Iterator[Remark]:
    """People parted by semicolons or commas, who would be one person with a long name."""
    for variable, names in record.people:
        for name in names:
            written = " ".join(filter(None, (name.literal, name.family, name.given)))
            if re.search(r";\s", _ENTITY.sub("", written)) or _SEVERAL.fullmatch(written):
                message = f"Expected one name, found several: '{written[:60]}'."
                yield Remark(variable, "bib-bad-names", message, "Give each person a name of their own.", "error")
                break


def et_al(record: Record, _: date) -> Iterator[Remark]:
    """ "et al" as a name, or before the end of the list."""
    for variable, names in record.people:
        if record.entry:
            written = split_names(record.entry.fields.get(variable, ""))
            wrong = [name for name in written[:-1] if _ET_AL.fullmatch(name)]
            wrong += [name for name in written[-1:] if _ET_AL.fullmatch(name) and len(name.split()) > 2]
        else:
            said = [name.literal or f"{name.family} {name.given}".strip() for name in names]
            wrong = [name for name in said if _ET_AL.fullmatch(name)]
        if wrong:
            message = f"'{wrong[0][:40]}' stands among the names as if it were one."
            yield Remark(variable, "bib-et-al", message, "In BibTeX write 'and others' at the end of the list.")


def spellings(records: Sequence[Record]) -> Iterator[tuple[Record, Remark]]:
    """One name with accents here and without there."""
    written: dict[str, dict[str, list[tuple[Record, str, str]]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        for variable, names in record.people:
            for name in names:
                if name.family and name.given:
                    full = unicodedata.normalize("NFC", f"{name.family}, {name.given}")
                    uses = written[without_accents(full).casefold()][full.casefold()]
                    uses.append((record, variable, full))
    for forms in written.values():
        if len(forms) > 1:
            usual, *rare = sorted(forms, key=lambda form: (-len(forms[form]), form.isascii(), form))
            for form in rare:
                record, variable, full = forms[form][0]
                message = f"A name stands here as '{full}' and elsewhere as '{forms[usual][0][2]}'."
                yield record, Remark(variable, "bib-name-spelling", message, "Perhaps they are one person.", "note")
