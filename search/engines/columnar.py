"""The columnar engine: plans straight over the arrays of the segments' files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ...index import load_kernels
from ..engine import Capabilities, Matches
from ..facets import make_facet
from ..plan import Window
from ..timeline import Tally, count_timeline
from .collapsing import Collapse
from .facet_counts import FacetCounts, SegmentCounts
from .finding import Finding
from .frequencies import common_forms, frequencies, near_forms
from .locating import locate_matches
from .ordering import Ordering
from .showing import show_rows
from .snapshot_index import Indexes
from .walking import ColumnarWalk
from .weights import Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...index import Snapshot, StoredArticle
    from ..deadline import Deadline
    from ..engine import Dictionary, Match, Row
    from ..occurrences import Occurrences
    from ..plan import Plan
    from ..results import Facet, Timeline
    from ..shown import Shown, View
    from .segment_index import SegmentIndex
    from .snapshot_index import Part, SnapshotIndex


class ColumnarEngine:
    """Executes plans over one snapshot, which must outlive it.

    :param indexes: keeps what searches of a snapshot share; None keeps nothing.
    """

    name: ClassVar[str] = "columnar"
    capabilities: ClassVar[Capabilities] = Capabilities(
        facets=True, timeline=True, explain=True
    )

    def __init__(self, snapshot: Snapshot, indexes: Indexes | None = None) -> None:
        self._snapshot = snapshot
        if indexes is None:
            indexes = Indexes(load_kernels())
        self._kernels = indexes.kernels
        self._index = indexes.of(snapshot)

    @property
    def dictionary(self) -> Dictionary:
        """The forms of the snapshot's titles and bodies."""
        return self._index.dictionary

    def is_used(self, form: str) -> bool:
        """Tell whether an article of the snapshot has *form* in title or body."""
        return any(_has_live(part, form) for part in self._index.parts)

    def common_forms(self, prefix: str, fields: Sequence[str], limit: int) -> list[str]:
        """Return forms that start with *prefix*; see :class:`~..engine.Engine`."""
        indexes = [index for _base, index in self._index.segments]
        return common_forms(indexes, prefix, fields, limit)

    def near_forms(
        self, word: str, edits: int, fields: Sequence[str], check: Callable[[], None]
    ) -> list[str]:
        """Return the forms near *word*; see :class:`~..engine.Engine`."""
        indexes = [index for _base, index in self._index.segments]
        return near_forms(indexes, word, edits, fields, check)

    def frequencies(self, forms: Sequence[str], fields: Sequence[str]) -> list[int]:
        """Return how frequent *forms* are; see :class:`~..engine.Engine`."""
        indexes = [index for _base, index in self._index.segments]
        return frequencies(indexes, forms, fields)

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article with the engine's number *docnum*."""
        return self._snapshot.stored(docnum)

    def show(self, plan: Plan, rows: Sequence[Row], view: View) -> list[Shown]:
        """Return what is shown of *rows*; see :class:`~..engine.Engine`."""
        return show_rows(self._index.segments, plan, rows, view)

    def execute(self, plan: Plan, deadline: Deadline) -> Matches:
        """Return what *plan* finds; see :class:`~..engine.Engine`."""
        findings, ordering = self._find(plan, deadline)
        collapse = None
        if plan.collapse:
            collapse = Collapse(plan, self._index, findings, ordering)
        rows, has_more = ordering.window()
        return Matches(
            sum([each.count for each in findings]),
            sum([each.missed[0] for each in findings]),
            sum([each.missed[1] for each in findings]),
            rows,
            has_more,
            {field: _facet(plan, field, findings) for field in plan.facets},
            _timeline(plan, self._index, findings) if plan.interval else None,
            None if collapse is None else collapse.tell(rows),
        )

    def walk(self, plan: Plan, deadline: Deadline) -> ColumnarWalk:
        """Return all that *plan* finds; see :class:`~..engine.Engine`."""
        plan = replace(plan, window=Window(0), collapse=None)
        findings, ordering = self._find(plan, deadline)
        return ColumnarWalk(plan, findings, ordering, deadline)

    def locate(
        self, plan: Plan, matches: Sequence[Match]
    ) -> list[tuple[Occurrences, Occurrences]]:
        """Return where things stand; see :class:`~..engine.Engine`."""
        return locate_matches(self._index.segments, plan, matches)

    def _find(self, plan: Plan, deadline: Deadline) -> tuple[list[Finding], Ordering]:
        deadline.check()
        findings = []
        for part in self._index.parts:
            with part.gate:
                findings.append(Finding(plan, part, deadline))
        weights = Weights(self._index.documents, self._index.means, findings)
        is_live = self._is_live(plan)
        return findings, Ordering(
            plan, findings, weights, deadline, after_is_live=is_live
        )

    def _is_live(self, plan: Plan) -> bool:
        """Tell whether the article that the window goes on after is there."""
        after = plan.window.after
        return after is not None and self._snapshot.docnum(after.id) is not None


def _has_live(part: Part, form: str) -> bool:
    """Tell whether an article of the part that is not deleted has *form*."""
    with part.gate:
        number = part.index.terms("text").find(form)
        if number < 0 or part.is_whole:
            return bool(number >= 0)
        fields = part.index.fields(("title", "body"))
        found = part.index.search.match_terms(
            part.segment, fields, [number], part.low, part.high
        )
        return bool(found.count)


def _facet(plan: Plan, field: str, findings: Sequence[Finding]) -> Facet:
    counts: dict[SegmentIndex, SegmentCounts] = {}
    for finding in findings:
        part = finding.part
        with part.gate:
            if part.index not in counts:
                counts[part.index] = SegmentCounts(part.index.column(field), part.gate)
            counts[part.index].add(part, finding.found_but_for(field))
    selected = [each.values for each in plan.filters if each.field == field]
    return make_facet(
        FacetCounts(list(counts.values())),
        selected[0] if selected else (),
        plan.facet_size,
    )


def _timeline(
    plan: Plan, index: SnapshotIndex, findings: Sequence[Finding]
) -> Timeline:
    tallies = []
    for number, finding in enumerate(findings):
        part = finding.part
        with part.gate:
            spans = part.index.spans(plan.zone)
            hits = part.index.search.count_numbers(
                finding.found, spans.numbers, len(spans) + 1
            )
            tallies.append(Tally(spans, hits, index.totals(number, spans)))
    return count_timeline(plan, tallies)
