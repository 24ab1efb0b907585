"""The reference engine: Whoosh's matchers decide, plain arrays count and rank.

Slow and simple on purpose: it is what faster engines are compared with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ...index import DateKind, fuzzy_forms, load_kernels, tokenize
from ..engine import Capabilities, Match, Matches
from ..facets import count_facet
from ..occurrences import NOTHING, find_occurrences, marked_leaves, pattern_of
from ..plan import Window
from ..scoring import FIELD_SCORING
from ..timeline import Spans, Tally, count_timeline
from .frequencies import postings
from .matching import Matching
from .postings import Postings
from .ranking import Ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from ...index import Leaf, Snapshot, StoredArticle
    from ..deadline import Deadline
    from ..engine import Dictionary, Row
    from ..occurrences import Occurrences
    from ..phrases import Pattern
    from ..plan import Plan
    from ..results import Facet, Timeline
    from ..shown import Shown, View


class ReferenceEngine:
    """Executes plans over one snapshot, which must outlive it."""

    name: ClassVar[str] = "reference"
    capabilities: ClassVar[Capabilities] = Capabilities(
        facets=True, timeline=True, explain=True
    )

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def dictionary(self) -> Dictionary:
        """The forms of the snapshot's titles and bodies."""
        return self._snapshot.vocabulary

    def is_used(self, form: str) -> bool:
        """Tell whether an article of the snapshot has *form* in title or body."""
        if form not in self._snapshot.vocabulary:
            return False
        with self._snapshot.readers() as leaves:
            return any(_has_live(leaf, form) for leaf in leaves)

    def common_forms(self, prefix: str, fields: Sequence[str], limit: int) -> list[str]:
        """Return forms that start with *prefix*; see :class:`~..engine.Engine`."""
        forms = self._forms(prefix, fields)
        counts = dict(zip(forms, self.frequencies(list(forms), fields), strict=True))
        return sorted(forms, key=lambda form: (-counts[form], form))[:limit]

    def near_forms(
        self, word: str, edits: int, fields: Sequence[str], check: Callable[[], None]
    ) -> list[str]:
        """Return the forms near *word*; see :class:`~..engine.Engine`."""
        texts = tuple(FIELD_SCORING)
        forms = sorted(self._forms("", texts if fields[0] in texts else fields))
        return list(fuzzy_forms(forms, word, edits, check))

    def frequencies(self, forms: Sequence[str], fields: Sequence[str]) -> list[int]:
        """Return how frequent *forms* are; see :class:`~..engine.Engine`."""
        names = list(map(postings, fields))
        with self._snapshot.readers() as leaves:
            return [
                sum(
                    leaf.reader.doc_frequency(name, _encode(form))
                    for leaf in leaves
                    for name in names
                )
                for form in forms
            ]

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article with the engine's number *docnum*."""
        return self._snapshot.stored(docnum)

    def show(self, plan: Plan, rows: Sequence[Row], view: View) -> list[Shown]:
        """Return what is shown of *rows*; see :class:`~..engine.Engine`."""
        texts = load_kernels("plain").texts
        return [self._show(plan, row, view, texts) for row in rows]

    def _forms(self, prefix: str, fields: Sequence[str]) -> set[str]:
        """Return the forms of *fields* that start with *prefix*."""
        forms: set[str] = set()
        with self._snapshot.readers() as leaves:
            for leaf in leaves:
                with leaf.reading():
                    for name in map(postings, fields):
                        found = leaf.reader.expand_prefix(name, _encode(prefix))
                        forms.update(map(bytes.decode, found))
        return forms

    def _show(self, plan: Plan, row: Row, view: View, texts: ModuleType) -> Shown:
        stored = self.stored(row.docnum)
        title, body = (
            (text, *find_occurrences(tokenize(text), _patterns(plan, row, field)))
            for field, text in (("title", stored.title), ("body", stored.body))
        )
        if view.size is None:
            passages = [texts.mark_text(*body)]
        else:
            passages = texts.find_passages(*body, view.size, view.most)
            passages = passages if view.most else []
        return stored.payload, texts.mark_text(*title), passages

    def execute(self, plan: Plan, deadline: Deadline) -> Matches:
        """Return what *plan* finds; see :class:`~..engine.Engine`."""
        columns = self._snapshot.columns
        with self._snapshot.readers() as leaves:
            postings = Postings(leaves, self._snapshot.count, deadline)
            matching = Matching(plan, columns, postings)
            found = matching.found
            ranking = Ranking(plan, columns, matching, deadline)
            rows, has_more = ranking.window(self._snapshot)
            stories = ranking.stories(rows) if plan.collapse else None
            deadline.check()
            missed = matching.missed & ~found
            undated = columns.date_kind == DateKind.UNDATED
            return Matches(
                total=int(np.count_nonzero(found)),
                undated_excluded=int(np.count_nonzero(missed & undated)),
                imprecise_excluded=int(np.count_nonzero(missed & ~undated)),
                rows=rows,
                has_more=has_more,
                facets=self._facets(plan, matching),
                timeline=self._timeline(plan, found) if plan.interval else None,
                stories=stories,
            )

    def walk(self, plan: Plan, deadline: Deadline) -> ListedWalk:
        """Return all that *plan* finds; see :class:`~..engine.Engine`."""
        window = Window(self._snapshot.count)
        everything = replace(plan, window=window, collapse=None)
        rows = self.execute(everything, deadline).rows
        return ListedWalk([Match(row.docnum, row.clauses) for row in rows])

    def locate(
        self, plan: Plan, matches: Sequence[Match]
    ) -> list[tuple[Occurrences, Occurrences]]:
        """Return where things stand; see :class:`~..engine.Engine`."""
        return [self._locate(plan, match) for match in matches]

    def _locate(self, plan: Plan, match: Match) -> tuple[Occurrences, Occurrences]:
        stored = self.stored(match.docnum)
        title, body = (
            find_occurrences(tokenize(text), _patterns(plan, match, field))
            for field, text in (("title", stored.title), ("body", stored.body))
        )
        return (
            title if len(title.firsts) else NOTHING,
            body if len(body.firsts) else NOTHING,
        )

    def _timeline(self, plan: Plan, found: NDArray[np.bool_]) -> Timeline:
        columns = self._snapshot.columns
        spans = Spans.of(
            columns.date_kind, columns.date_start, columns.date_end, plan.zone
        )
        hits, totals = (
            np.bincount(spans.numbers[mask], minlength=len(spans) + 1)
            for mask in (found, columns.live)
        )
        return count_timeline(plan, [Tally(spans, hits, totals)])

    def _facets(self, plan: Plan, matching: Matching) -> dict[str, Facet]:
        return {
            field: self._facet(plan, field, matching.found_but_for(field))
            for field in plan.facets
        }

    def _facet(self, plan: Plan, field: str, found: NDArray[np.bool_]) -> Facet:
        selected = [each.values for each in plan.filters if each.field == field]
        values = self._snapshot.columns.values(field)
        return count_facet(
            (values[docnum] for docnum in np.flatnonzero(found).tolist()),
            selected[0] if selected else (),
            plan.facet_size,
        )


class ListedWalk:
    """Goes through a list; see :class:`~..engine.Walk`."""

    def __init__(self, found: Sequence[Match]) -> None:
        self._found = found
        #: How many articles were found.
        self.total = len(found)

    def places_at_least(self, _most: int, /) -> int:
        """Return 0: nothing is known before the places are read."""
        return 0

    def docnums(self) -> Iterator[int]:
        """Yield the engine's number of each article."""
        return (match.docnum for match in self._found)

    def matches(self) -> Iterator[Sequence[Match]]:
        """Yield the articles at once, with what took part in each."""
        yield self._found


def _patterns(plan: Plan, row: Row | Match, field: str) -> list[Pattern]:
    """Return what of *field* is marked in *row*: what took part."""
    return [
        pattern_of(leaf)
        for leaf in marked_leaves(plan)
        if leaf.number in row.clauses and field in leaf.fields
    ]


def _encode(form: str) -> bytes:
    # Half a character has no UTF-8 and stands in no text.
    return form.encode(errors="surrogatepass")


def _has_live(leaf: Leaf, form: str) -> bool:
    """Tell whether an article of the segment that is not deleted has *form*."""
    with leaf.reading():
        return any(
            leaf.reader.postings(field, form).is_active()
            for field in ("title", "body")
            if (field, form) in leaf.reader
        )
