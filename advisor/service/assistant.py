"""The advisor as a tool for assistants, by the Model Context Protocol."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from importlib import metadata
from typing import TYPE_CHECKING, Any

import mcp.types as types
from mcp import MCPError
from mcp.server import Server, ServerRequestContext

from advisor.advisor import Advisor
from advisor.catalogue import Catalogue
from advisor.errors import AdvisorError, ProfileError, UnknownId, shown
from advisor.loading.bounds import most_keys, out_of_bounds
from advisor.model.knowledge import KnowledgeBase
from advisor.model.record import Receipt
from advisor.schemas.documents import complete
from advisor.service.interviewing import INSTRUCTIONS, INTERVIEW, interviewing
from advisor.service.keys import named
from advisor.service.middleware import Limits
from advisor.service.operations import OPERATIONS
from advisor.service.pool import Busy, Overtime
from advisor.service.shapes import service_schemas
from advisor.service.staff import Counts, Staff
from advisor.service.work import Answered, Failed, Refused, Setup, Work

if TYPE_CHECKING:  # a service that records nothing needs no log
    from advisor.audit.log import AuditLog

logger = logging.getLogger("advisor.service")
NAME = "iot-advisor"
PROGRAM = "iot-relationship-advisor"
JSON = "application/json"
READING = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def create_server(
    advisor: Advisor | None = None,
    *,
    log: AuditLog | None = None,
    limits: Limits | None = None,
    counts: Counts | None = None,
) -> Server[Staff]:
    """The server, for either transport. ``log`` is the audit log that assessments are written to, ``limits`` says by
    how many processes calls are answered and how long that may take, and ``counts`` is where they are counted."""
    knowledge = (advisor or Advisor()).knowledge
    catalogue = Catalogue(knowledge)
    books = _Books(catalogue)
    tools = _tools(knowledge, records=log is not None)

    @asynccontextmanager
    async def lifespan(_: Server[Staff]) -> AsyncIterator[Staff]:
        with closing(Staff(Setup(knowledge, "mcp", log), limits, counts)) as staff:
            staff.begin()
            yield staff

    async def answered(
        ctx: ServerRequestContext[Staff], name: str, arguments: Mapping[str, Any]
    ) -> tuple[Answered, Receipt | None]:
        if name == "vocabulary":
            # Quick whatever is asked, so no worker needs to know it.
            if beyond := out_of_bounds(arguments, most_keys(knowledge)):
                raise ProfileError(beyond)
            return Answered(catalogue.vocabulary(_names(arguments)).model_dump_json()), None
        body = json.dumps(arguments).encode()
        work = Work(name, body, _state(ctx, "request_id") or uuid.uuid4().hex, named(_state(ctx, "caller")))
        reply, receipt = await ctx.lifespan_context.answer(work)
        if isinstance(reply, Refused):
            raise _Told(reply.message)
        if isinstance(reply, Failed):
            logger.error("failed", extra={"request_id": work.request_id, "error": reply.error, "where": reply.where})
            raise _Told("the advisor failed")
        return reply, receipt

    async def call(ctx: ServerRequestContext[Staff], params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in tools:
            raise MCPError(types.INVALID_PARAMS, str(UnknownId("tool", params.name, tools)))
        try:
            reply, receipt = await answered(ctx, params.name, params.arguments or {})
        except (AdvisorError, Busy, Overtime, _Told) as error:
            # In the result and not as a protocol error: the assistant reads it and can put its call right.
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        content: list[types.ContentBlock] = [types.TextContent(text=reply.text)]
        if receipt is not None:
            content.append(types.TextContent(text=f"Recorded as {receipt.id}, hash {receipt.hash}"))
        return types.CallToolResult(content=content, structured_content=json.loads(reply.text))

    async def list_tools(
        _: ServerRequestContext[Staff], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(tools.values()))

    async def list_resources(
        _: ServerRequestContext[Staff], __: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=books.resources)

    async def list_templates(
        _: ServerRequestContext[Staff], __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=books.templates)

    async def read(_: ServerRequestContext[Staff], params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        text = books.read(str(params.uri))
        contents = types.TextResourceContents(uri=params.uri, mime_type=JSON, text=text)
        return types.ReadResourceResult(contents=[contents])

    async def list_prompts(
        _: ServerRequestContext[Staff], __: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[INTERVIEW])

    async def get_prompt(_: ServerRequestContext[Staff], params: types.GetPromptRequestParams) -> types.GetPromptResult:
        if params.name != INTERVIEW.name:
            raise MCPError(types.INVALID_PARAMS, str(UnknownId("prompt", params.name, [INTERVIEW.name])))
        return interviewing(params.arguments or {})

    return Server(
        NAME,
        lifespan=lifespan,
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


class _Told(Exception):
    """What an assistant is told in place of an answer."""


def _tools(knowledge: KnowledgeBase, *, records: bool) -> dict[str, types.Tool]:
    parts = service_schemas(knowledge, brief=True)
    # An assistant pays for every word of a tool's input, so the vocabulary is a tool of its own.
    named: dict[str, Any] = {
        "type": "array",
        "items": {"enum": list(knowledge.attributes)},
        "uniqueItems": True,
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
                annotations=READING if each.name != "assess" or not records else None,
            )
        )
    return {tool.name: tool for tool in tools}


def _state(ctx: ServerRequestContext[Staff], name: str) -> str | None:
    """What the guard noted of an HTTP request; None for a call over standard input."""
    return getattr(getattr(ctx.request, "state", None), name, None)


def _names(arguments: Mapping[str, Any]) -> list[str] | None:
    unknown = [name for name in arguments if name != "attributes"]
    if unknown:
        raise _Told(f"unknown key {shown(unknown[0])}; expected attributes")
    names = arguments.get("attributes")
    if names is None:
        return None
    return list(dict.fromkeys(map(str, names))) if isinstance(names, list) else [str(names)]


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
                raise MCPError(types.INVALID_PARAMS, str(error)) from error
        raise MCPError(types.INVALID_PARAMS, f"there is no resource {shown(uri)}")
