"""What an assistant is told: how to use the tools, and how to interview somebody with them."""

from __future__ import annotations

from collections.abc import Mapping

import mcp.types as types

INSTRUCTIONS = (
    "An expert system on IoT services and customer relationships. Call `assess` with the facts that are known about "
    "a firm and one of its customer relationships; `vocabulary` says which facts there are and what each value looks "
    "like. Leave out what is not known: unknown is never low, no or none. Facts whose `level` is firm may stand once "
    "under `firm`, for every relationship of that firm. When you pass advice on, keep its grade, its "
    "support and the findings it cites, and name the tensions and caveats with it. Do not add advice of your own to "
    "it; the resources hold each finding with its place in the paper and what weakens it."
)

INTERVIEW = types.Prompt(
    name="interview",
    title="Interview somebody about a customer relationship",
    description="Asks the questions that matter, one at a time, then assesses.",
    arguments=[
        types.PromptArgument(name="about", description="The firm or the relationship it is about.", required=False),
    ],
)

STEPS = """\
Interview me about {about}, then assess it.

1. Call `next_question` with the facts so far, at first `{{"facts": {{}}}}`.
2. Ask me that one question, in your words, with its answers and what each looks like. Let me answer freely.
3. Enter my answer as one of the values it gives. If my answer fits several or none, ask again. If I do not know, enter
   "unknown". Never guess an answer, and never take one from another answer.
4. Repeat until `attribute` is null or I want to stop. Tell me now and then how many questions are left at most. Tell me
   once when `first_settled` becomes true (the three things first can no longer change), and once when `list_settled`
   does (no answer adds or takes advice any more), and offer to stop there.
5. Call `assess` with the facts. Give me the recommendations in their order, each with why it stands there, its action,
   its first step, its grade and support in plain words and the findings it cites. Put tensions and caveats where I
   cannot miss them, and say what the next phase takes and which open questions could still change the advice.
6. If I ask why, why not, what speaks for and against a piece, or what would change something, call `why`, `why_not`,
   `for_and_against`, `what_if` or `sensitivity`.
"""


def interviewing(arguments: Mapping[str, str]) -> types.GetPromptResult:
    """The prompt's message."""
    about = " ".join(arguments.get("about", "").split()) or "one of my customer relationships"
    message = types.PromptMessage(role="user", content=types.TextContent(text=STEPS.format(about=about)))
    return types.GetPromptResult(description=INTERVIEW.description, messages=[message])
