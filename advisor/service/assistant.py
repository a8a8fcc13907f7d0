"""The advisor as a tool for assistants, by the Model Context Protocol."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import mcp.types as types
from anyio.to_thread import run_sync
from mcp import MCPError
from mcp.server import Server, ServerRequestContext

from advisor.advisor import Advisor
from advisor.catalogue import Catalogue
from advisor.errors import AdvisorError, UnknownId
from advisor.model.base import Model
from advisor.schemas.documents import complete
from advisor.service.interviewing import INSTRUCTIONS, INTERVIEW, interviewing
from advisor.service.operations import OPERATIONS, AdvisorService, Counts, Log
from advisor.service.shapes import service_schemas

NAME = "iot-advisor"
PROGRAM = "iot-relationship-advisor"
JSON = "application/json"
READING = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def create_server(
    advisor: Advisor | None = None, *, log: Log | None = None, counts: Counts | None = None
) -> Server[Any]:
    """The server, for either transport. ``log`` is the audit log that assessments are written to, ``counts`` where they
    are counted."""
    service = AdvisorService(advisor or Advisor(), "mcp", log, counts)
    catalogue = Catalogue(service.knowledge)
    books = _Books(catalogue)
    tools = _tools(service)
    runs = {operation.name: operation.run for operation in OPERATIONS}

    def answer(name: str, arguments: Mapping[str, Any], request_id: str) -> Model:
        if name == "vocabulary":
            return catalogue.vocabulary(_names(arguments))
        return runs[name](service, arguments, request_id).value

    async def call(ctx: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in tools:
            raise MCPError(types.INVALID_PARAMS, str(UnknownId("tool", params.name, tools)))
        try:
            value = await run_sync(answer, params.name, params.arguments or {}, _request_id(ctx))
        except AdvisorError as error:
            # In the result and not as a protocol error: the assistant reads it and can put its call right.
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        content: list[types.ContentBlock] = [types.TextContent(text=value.model_dump_json())]
        return types.CallToolResult(content=content, structured_content=value.model_dump(mode="json"))

    async def list_tools(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(tools.values()))

    async def list_resources(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=books.resources)

    async def list_templates(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=books.templates)

    async def read(_: ServerRequestContext[Any], params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        text = books.read(str(params.uri))
        contents = types.TextResourceContents(uri=params.uri, mime_type=JSON, text=text)
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[INTERVIEW])

    async def get_prompt(_: ServerRequestContext[Any], params: types.GetPromptRequestParams) -> types.GetPromptResult:
        if params.name != INTERVIEW.name:
            raise MCPError(types.INVALID_PARAMS, str(UnknownId("prompt", params.name, [INTERVIEW.name])))
        return interviewing(params.arguments or {})

    return Server(
        NAME,
        version=metadata.version(PROGRAM),
        title="IoT relationship advisor",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )


def _tools(service: AdvisorService) -> dict[str, types.Tool]:
    parts = service_schemas(service.knowledge, brief=True)
    # An assistant pays for every word of a tool's input, so the vocabulary is a tool of its own.
    named: dict[str, Any] = {
        "type": "array",
        "items": {"enum": list(service.knowledge.attributes)},
        "description": "Only these; all when left out.",
    }
    listing = types.Tool(
        name="vocabulary",
        title="What can be asked and concluded",
        annotations=READING,
        description="Every question with its values in observable terms, why it matters and the findings behind it.",
        input_schema={"type": "object", "properties": {"attributes": named}, "additionalProperties": False},
        output_schema=complete(parts["Vocabulary"], parts),
    )
    tools = [listing]
    for each in OPERATIONS:
        tools.append(
            types.Tool(
                name=each.name,
                title=each.title,
                description=each.about,
                input_schema=complete(parts[each.takes], parts),
                output_schema=complete(parts[each.gives], parts),
                annotations=READING if each.name != "assess" or not service.records else None,
            )
        )
    return {tool.name: tool for tool in tools}


def _request_id(ctx: ServerRequestContext[Any]) -> str:
    """The HTTP request's id, or a new one for a call over standard input."""
    state = getattr(ctx.request, "state", None)
    return str(getattr(state, "request_id", None) or uuid.uuid4().hex)


def _names(arguments: Mapping[str, Any]) -> list[str] | None:
    names = arguments.get("attributes")
    if names is None:
        return None
    return [str(name) for name in names] if isinstance(names, list) else [str(names)]


class _Books:
    """Sources, findings and rules as resources, each under an address of its own."""

    def __init__(self, catalogue: Catalogue):
        knowledge = catalogue.knowledge
        self._look = {"sources": catalogue.source, "findings": catalogue.finding, "rules": catalogue.rule}
        titles = {
            "sources": {name: each.title or each.description for name, each in knowledge.sources.items()},
            "findings": {name: each.locator for name, each in knowledge.findings.items()},
            "rules": {name: each.title for name, each in knowledge.rules.items()},
        }
        self.resources = [
            types.Resource(uri=f"{NAME}://{kind}/{name}", name=name, title=title, mime_type=JSON)
            for kind, named in titles.items()
            for name, title in named.items()
        ]
        self.templates = [
            types.ResourceTemplate(
                uri_template=f"{NAME}://{kind}/{{id}}",
                name=kind,
                mime_type=JSON,
                description=f"One of the {kind}, by id.",
            )
            for kind in titles
        ]

    def read(self, uri: str) -> str:
        scheme, _, rest = uri.partition("://")
        kind, _, name = rest.partition("/")
        if scheme == NAME and kind in self._look:
            try:
                return self._look[kind](name).model_dump_json()
            except UnknownId as error:
                raise MCPError(types.INVALID_PARAMS, str(error), {"uri": uri}) from error
        raise MCPError(types.INVALID_PARAMS, f"there is no resource {uri!r}", {"uri": uri})
