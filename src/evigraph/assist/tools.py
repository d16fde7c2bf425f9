"""The tools: what each is called, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from evigraph.assist import inputs
from evigraph.assist.answer import Answer, Told
from evigraph.assist.asking import Listed, Rows, ask_question, list_questions
from evigraph.assist.citing import Bibliography, list_references
from evigraph.assist.finding import Found, Shown, find_nodes, show_node
from evigraph.assist.inputs import explained
from evigraph.assist.judging import Audited, Fallen, audit_graph, what_falls
from evigraph.assist.tracing import Traced, trace_claim
from evigraph.query.dataset import Dataset

A = TypeVar("A", bound=inputs.Arguments)


class _Plain(GenerateJsonSchema):
    """Schemas without a title for each field, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool; ``about`` tells a model what it is good for."""

    name: str
    title: str
    about: str
    arguments: type[A]
    answer: type[Answer]
    call: Callable[[Dataset, A], Told]

    def read(self, given: Mapping[str, Any]) -> A:
        """The arguments of a call.

        Raises:
            UsageError: one is missing, unknown or of another type.
        """
        try:
            return self.arguments.model_validate(given)
        except ValidationError as error:
            raise explained(error, list(self.arguments.model_fields)) from None

    def ask(self, dataset: Dataset, given: A, notice: str = "") -> tuple[dict[str, Any], str]:
        """The answer as plain data and in words; a notice stands at the head of both.

        Raises:
            EvigraphError: the question cannot be answered as it stands.
        """
        data, text = self.call(dataset, given)
        plain: dict[str, Any] = self._adapter.dump_python(replace(data, notice=notice), mode="json")
        words = text.strip("\n")
        return plain, f"[{notice}]\n\n{words}" if notice else words

    @property
    def input_schema(self) -> dict[str, Any]:
        """What the tool takes, as JSON Schema."""
        return _unmarked(self.arguments.model_json_schema(schema_generator=_Plain))

    @property
    def output_schema(self) -> dict[str, Any]:
        """What the tool gives, as JSON Schema."""
        return _unmarked(self._adapter.json_schema(schema_generator=_Plain, mode="serialization"))

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.answer)


def _unmarked(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose descriptions, which are docstrings, have plain quotes around names and no line breaks."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return " ".join(value.replace("``", "'").split()) if isinstance(value, str) else value

    return {key: plain(value) for key, value in schema.items()}


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "find",
        "Find claims, references, studies and terms",
        "Full-text search over claims (in the curators' words), titles and authors of references, studies, and terms "
        "with their synonyms. Use it first, to get the identifiers that the other tools take. Every hit says where it "
        "is printed or what identifies it.",
        inputs.FindArguments,
        Found,
        find_nodes,
    ),
    Tool(
        "trace",
        "Trace a claim to its evidence",
        "The evidence ladder of one claim: where it is printed; what it cites, with list numbers, DOIs and PMIDs; the "
        "studies these report, their cohorts and the numbers as printed with denominators; and its place in the "
        "argument. Words that fit several claims give a list of them to choose from.",
        inputs.TraceArguments,
        Traced,
        trace_claim,
    ),
    Tool(
        "questions",
        "List the named questions",
        "The questions that `query` answers, with their parameters and defaults.",
        inputs.QuestionsArguments,
        Listed,
        list_questions,
    ),
    Tool(
        "query",
        "Ask a named question",
        "A table for one of the named questions: results of an outcome, claims resting only on abstracts, what "
        "depends on a reference, ... Every row's nodes come with what to cite them by.",
        inputs.QueryArguments,
        Rows,
        ask_question,
    ),
    Tool(
        "audit",
        "What is not reproducible",
        "Numbers and citations that the rows cited by the article itself do not bear out, comparisons that do not "
        "compare like with like, and gaps; each finding shows its arithmetic. Not reproducible is not wrong.",
        inputs.AuditArguments,
        Audited,
        audit_graph,
    ),
    Tool(
        "impact",
        "What would fall without a source",
        "Which claims would lose all support, be weakened or inherit the loss if references, studies or claims were "
        "taken away (a retraction, say), what would be left for each, and how the audit would change.",
        inputs.ImpactArguments,
        Fallen,
        what_falls,
    ),
    Tool(
        "bibliography",
        "References by what they support",
        "References of a claim, section, study, question or finding, formatted in a style or as a file for a "
        "reference manager. Values of one argument widen the choice, several arguments narrow it; none means all.",
        inputs.BibliographyArguments,
        Bibliography,
        list_references,
    ),
    Tool(
        "show",
        "Show a node",
        "All that is said about one node (claim, passage, reference, study, cohort, result, term), and what points "
        "to it.",
        inputs.ShowArguments,
        Shown,
        show_node,
    ),
)


def tool_names() -> tuple[str, ...]:
    """The names of the tools."""
    return tuple(tool.name for tool in TOOLS)
