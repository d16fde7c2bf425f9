"""The Model Context Protocol over standard input and output."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp import MCPError, stdio_server, types
from mcp.server import Server, ServerRequestContext

from evigraph.assist.current import Current
from evigraph.assist.prompts import PROMPTS, filled, instructions
from evigraph.assist.resources import TEMPLATES, read, resources
from evigraph.assist.tools import TOOLS, Tool
from evigraph.errors import Ambiguous, EvigraphError, NotFound, UsageError, did_you_mean
from evigraph.load.workspace import Workspace
from evigraph.version import __version__

T = TypeVar("T")
Context = ServerRequestContext[Any]

_HINTS = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_LONGEST_ERROR = 4000


def create_server(current: Current) -> Server[Any]:
    """The server of a workspace, without a transport."""
    handlers = _Handlers(current)
    return Server(
        "evigraph",
        version=__version__,
        title="evigraph",
        description="The evidence behind the claims of a review, read-only.",
        instructions=instructions(current.workspace.stand_in),
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
    )


def serve(workspace: Workspace) -> None:
    """Answers on standard input and output until the input ends."""
    anyio.run(_serve, Current(workspace))


async def _serve(current: Current) -> None:
    server = create_server(current)
    async with anyio.create_task_group() as ahead, stdio_server() as (requests, answers):
        ahead.start_soon(_make_ready, current)
        await server.run(requests, answers, server.create_initialization_options())
        ahead.cancel_scope.cancel()


async def _make_ready(current: Current) -> None:
    """Builds the graph before it is asked for; what is wrong with it is told to whoever asks."""
    with contextlib.suppress(EvigraphError, OSError):
        await _apart(current.graph)


class _Handlers:
    """One method for each request; what takes a while runs in a thread, so that others are heard meanwhile."""

    def __init__(self, current: Current) -> None:
        self.current = current
        self.tools = {tool.name: tool for tool in TOOLS}

    async def list_tools(self, context: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            data, text = await _apart(self._answer, params.name, params.arguments or {})
        except EvigraphError as error:
            return types.CallToolResult(content=[types.TextContent(text=_explained(error))], is_error=True)
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=data)

    def _answer(self, name: str, arguments: dict[str, Any]) -> tuple[dict[str, Any], str]:
        if name not in self.tools:
            hint = did_you_mean(name, self.tools)
            raise NotFound(f"There is no tool '{name[:100]}'. {hint} There are: {', '.join(self.tools)}.")
        tool = self.tools[name]
        given = tool.read(arguments)
        dataset, notice = self.current.graph()
        try:
            return tool.ask(dataset, given, notice)
        except MemoryError:
            raise UsageError("The answer needs more memory than there is; ask for less.") from None

    async def list_resources(
        self, context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        found = await _apart_or_refused(lambda: resources(self.current.graph()[0]))
        listed = [
            types.Resource(uri=each.uri, name=each.name, description=each.about, mime_type=each.type) for each in found
        ]
        return types.ListResourcesResult(resources=listed)

    async def list_templates(
        self, context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        listed = [
            types.ResourceTemplate(uri_template=each.uri, name=each.name, description=each.about, mime_type=each.type)
            for each in TEMPLATES
        ]
        return types.ListResourceTemplatesResult(resource_templates=listed)

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = params.uri
        text, kind = await _apart_or_refused(lambda: read(self.current.graph()[0], uri), {"uri": uri})
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=kind, text=text)])

    async def list_prompts(
        self, context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        listed = [
            types.Prompt(
                name=each.name,
                title=each.title,
                description=each.about,
                arguments=[types.PromptArgument(name=each.argument, description=each.argument_about, required=True)],
            )
            for each in PROMPTS
        ]
        return types.ListPromptsResult(prompts=listed)

    async def get_prompt(self, context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        text = await _apart_or_refused(lambda: filled(params.name, params.arguments or {}))
        message = types.PromptMessage(role="user", content=types.TextContent(text=text))
        return types.GetPromptResult(messages=[message])


async def _apart(function: Callable[..., T], *arguments: Any) -> T:
    return await anyio.to_thread.run_sync(function, *arguments, abandon_on_cancel=True)


async def _apart_or_refused(function: Callable[[], T], data: Any = None) -> T:
    """What a function gives, in a thread; what it refuses as an error of the protocol, which has no other form here.

    Raises:
        MCPError: it refused.
    """
    try:
        return await _apart(function)
    except EvigraphError as error:
        raise MCPError(code=types.INVALID_PARAMS, message=_explained(error), data=data) from None


def _described(tool: Tool[Any]) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=_HINTS,
    )


def _explained(error: EvigraphError) -> str:
    """What is wrong, with the things that may have been meant."""
    lines = [str(error)]
    if isinstance(error, Ambiguous):
        lines += [f"  {identifier}: {label}" for identifier, label in error.candidates]
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST_ERROR else f"{text[:_LONGEST_ERROR]}… [cut; {len(text)} characters in all]"
