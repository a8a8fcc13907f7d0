"""The pages of an interview: what is shown at each path, and what is posted to it leads to."""

from __future__ import annotations

from advisor.advisor import Advisor
from advisor.pages.exchange import Host, Page, Redirect, Request, Turn
from advisor.pages.sitting import Sitting


class Pages:
    """The pages on one advisor. What they answer depends on nothing but what they are asked."""

    def __init__(self, advisor: Advisor):
        self.advisor = advisor
        self.knowledge = advisor.knowledge

    def answer(self, request: Request, sitting: Sitting | None, host: Host) -> Turn:
        """What comes of a request in a sitting, or without one, where an interview can be begun. Nothing that a request
        holds makes it fail: what is wrong with it is told on the page."""
        if sitting is None:
            if request.method == "POST" and request.path == "begin":
                return Turn(Redirect(""), Sitting())
            return Turn(
                Page(
                    "An interview",
                    f'<main><form method="post" action="{host.base}begin"><button>Begin</button></form></main>',
                ),
                None,
            )
        return Turn(Page("An interview", "<main>under way</main>"), sitting)
