"""Asked: a request and its plan, told again in words when somebody wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .dates import DateRange, describe
from .read_as import read_as
from .results import QueryEcho

if TYPE_CHECKING:
    from .plan import Plan
    from .request import SearchRequest


class Asked(NamedTuple):
    """What was asked for, and what became of it."""

    request: SearchRequest
    plan: Plan

    def echo(self) -> QueryEcho:
        """Return how the request was read."""
        request, plan = self.request, self.plan
        dates = plan.dates or DateRange(None, None)
        clock = plan.clock.isoformat(timespec="milliseconds")
        return QueryEcho(
            q=request.q,
            read_as=read_as(
                plan.root,
                within=request.searched,
                filters=plan.filters,
                dates=plan.dates,
                undated=request.undated,
            ),
            tz=plan.zone.key,
            date_from=describe(dates.lower),
            date_to=describe(dates.upper),
            clock=clock.replace("+00:00", "Z"),
            warnings=plan.warnings,
        )
