"""Ready-made requests of reviewers; their words are files of ``words/prompts``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evigraph.errors import NotFound, UsageError, did_you_mean

WORDS = Path(__file__).with_name("words")
_LONGEST = 5000


@dataclass(frozen=True)
class Prompt:
    """A request with one thing to fill in."""

    name: str
    title: str
    about: str
    argument: str
    argument_about: str


PROMPTS = (
    Prompt(
        "check-sentence",
        "Check a sentence against the graph",
        "What of a sentence is supported, differs, is contradicted, or is not in the graph, with places and numbers.",
        "sentence",
        "The sentence to check, of a manuscript or a referee report.",
    ),
    Prompt(
        "weigh-reference",
        "How much stands on a reference",
        "What the review would lose without a reference, and what would be left.",
        "reference",
        "List number, key, DOI or PMID.",
    ),
)


def instructions(stand_in: bool = False) -> str:
    """What a model should know before it asks; ``stand_in``: that nobody named a workspace."""
    names = ("instructions", "stand-in") if stand_in else ("instructions",)
    return "".join((WORDS / f"{name}.md").read_text("utf-8") for name in names)


def filled(name: str, given: Mapping[str, str]) -> str:
    """The words of a prompt with what was given.

    Raises:
        NotFound: there is no such prompt.
        UsageError: its argument is missing, unknown or too long.
    """
    known = {prompt.name: prompt for prompt in PROMPTS}
    if name not in known:
        hint = did_you_mean(name, known)
        raise NotFound(f"There is no prompt '{name[:100]}'. {hint} There are: {', '.join(known)}.")
    argument = known[name].argument
    value = " ".join(given.get(argument, "").split())
    if set(given) != {argument} or not value:
        raise UsageError(f"'{name}' takes '{argument}' and nothing else: {known[name].argument_about}")
    if len(value) > _LONGEST:
        raise UsageError(f"'{argument}' has {len(value)} characters; at most {_LONGEST} are taken.")
    template = (WORDS / "prompts" / f"{name}.md").read_text("utf-8")
    return template.replace(f"{{{argument}}}", value)
