"""What changed between two graphs: claims, their sources, references, numbers, findings.

model      one change, and all of them
facts      what a graph says of each node, under names that do not depend on its base
words      what people call a node
records    records added, removed and changed, field by field
numbers    results, quantities and cells
sources    what claims rest on, cite and support
references entries of the printed lists
findings   what the audit says on both sides
compare    all of these together
revision   a workspace as git keeps it
sides      a folder, a revision or a file, to a graph
documents  changes as text, JSON, CSV, Markdown
"""

from evigraph.diff.compare import diff
from evigraph.diff.model import Change, Changes
from evigraph.diff.sides import Side, open_side

__all__ = ["Change", "Changes", "Side", "diff", "open_side"]
