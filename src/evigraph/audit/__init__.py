"""The audit: checks over a built graph, their findings and the answers to them.

check      one file of queries/checks: query and documentation
compute    what SPARQL cannot do, as pure functions
finding    what a row of a check says
responses  what people answered
run        from checks to an Audit
"""

from evigraph.audit.check import Check, checks, find_checks
from evigraph.audit.finding import SEVERITIES, Finding, Response
from evigraph.audit.run import Audit, audit, run_check

__all__ = ["SEVERITIES", "Audit", "Check", "Finding", "Response", "audit", "checks", "find_checks", "run_check"]
