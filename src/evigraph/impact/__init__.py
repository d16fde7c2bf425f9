"""What would fall with a work, a study or a claim.

argument  what each claim stands on, as sets; before and after
evidence  the sets, read from the graph
cohorts   independent cohorts and patients behind a set of works
names     what people type, to what is taken away
measure   all of it, as an Impact
findings  how the audit changes
model     the Impact
text      the Impact in words and rows
"""

from evigraph.impact.measure import impact
from evigraph.impact.model import Impact
from evigraph.impact.text import impact_rows, impact_text

__all__ = ["Impact", "impact", "impact_rows", "impact_text"]
