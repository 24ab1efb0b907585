"""Finding: which documents of a part a plan finds, as sets of docnums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..phrases import phrase_starts
from ..plan import (
    Clause,
    Conjunction,
    DateClause,
    Disjunction,
    EveryClause,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
    ValueClause,
    WordsClause,
)
from ..scoring import K1
from ..stories import STORY, story_key
from .dated import date_bounds, has_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ..dates import DateRange
    from ..deadline import Deadline
    from ..plan import Filter, Plan, Scored
    from .snapshot_index import Part

_EVERY = EveryClause()


def is_ranked(plan: Plan) -> bool:
    """Tell whether the first by score are all that is wanted of the order."""
    # Behind a position all are counted, and age makes other orders.
    return (
        plan.sort == "relevance"
        and plan.window.after is None
        and plan.half_life_days is None
    )


class Finding:
    """What a plan finds in *part*, worked out when it is asked for; for one thread.

    Sets of documents are those of ``kernels.search``, and of live documents alone.
    """

    def __init__(self, plan: Plan, part: Part, deadline: Deadline) -> None:
        self.part = part
        self._plan = plan
        self._deadline = deadline
        self._kernels = part.index.search
        self._occurrences: dict[int, Any] = {}
        #: Postings of the forms of leaves, by the numbers of these.
        self._lists: dict[int, tuple[Any, list[int]]] = {}
        #: By identity of a clause, which the plan keeps alive.
        self._sets: dict[int, Any] = {}
        #: Undated articles and partly dated ones that only dates left out.
        self.missed = (0, 0)
        self._found: Any | None = None
        self._count: int | None = None
        self._listed: Any | None = None
        if not (is_ranked(plan) and _is_any_of_leaves(plan)):
            self._find()

    @property
    def count(self) -> int:
        """How many documents the plan finds."""
        if self._count is None:
            self._count = len(self.found)
        return self._count

    @property
    def is_empty(self) -> bool:
        """Whether it is known that the plan finds nothing."""
        return self._found is not None and not len(self.listed)

    @property
    def found(self) -> Any:
        """What the plan finds."""
        if self._found is None:
            self._found = self.docs(self._plan.root)
        return self._found

    @property
    def listed(self) -> Any:
        """What of it is listed."""
        return self.found if self._listed is None else self._listed

    def drop(self, docs: NDArray[np.uint32]) -> None:
        """Take *docs*, which ascend, off the list; they are found as before."""
        found, kernels = self.found, self._kernels
        self._count = len(found)
        self._listed = kernels.subtract(found, kernels.make_docs(docs))

    def rank(
        self, parts: list[tuple[Any, float, Any]], limit: int
    ) -> tuple[int, list[int], list[float]]:
        """Return the first by score of what is listed; see ``kernels.rank``."""
        segment = self.part.segment
        listed = self._found if self._listed is None else self._listed
        ranked: tuple[int, list[int], list[float]]
        ranked = self._kernels.rank(segment, listed, parts, K1, limit)
        if self._listed is None:
            self._count = ranked[0]
        return ranked

    def occurrences(self, leaf: Scored) -> Any:
        """Return where *leaf* occurs, and how often in each of its fields."""
        found = self._occurrences.get(leaf.number)
        if found is None:
            self._deadline.check()
            found = self._occurrences[leaf.number] = self._occur(leaf)
        return found

    def docs(self, clause: Clause) -> Any:
        """Return the documents that *clause* matches."""
        if isinstance(clause, TermClause | PhraseClause):
            return self.occurrences(clause)
        found = self._sets.get(id(clause))
        if found is None:
            self._deadline.check()
            found = self._sets[id(clause)] = self._match(clause, loose=False)
        return found

    def restricted(self, docs: Any, clause: Clause, *, loose: bool = False) -> Any:
        """Return those of *docs* that *clause* matches.

        :param loose: let dates match whatever they might.
        """
        kernels = self._kernels
        match clause:
            case EveryClause():
                return docs
            case DateClause():
                kept = kernels.INSIDE
                if loose:
                    kept |= kernels.PARTLY | kernels.WITHOUT
                if clause.include_undated:
                    kept |= kernels.WITHOUT
                return self._sifted(docs, clause.range, kept)[0]
            case Negation(DateClause() | Negation() as inner):
                return kernels.subtract(docs, self.restricted(docs, inner))
            case Negation(TermClause() as inner):
                return kernels.subtract(docs, self._match_term(inner, docs))
            case Negation(inner):
                return kernels.subtract(docs, self.docs(inner))
            case _:
                return kernels.intersect(docs, self._set(clause, loose=loose))

    def found_but_for(self, field: str) -> Any:
        """Return what would be found without the values that *field* must have."""
        filters = self._plan.filters
        if not any(each.field == field and each.values for each in filters):
            return self.found
        found = self.docs(self._plan.root)
        for each in filters:
            if each.field != field:
                found = self._filtered(found, (each,))
            elif each.excluded:
                found = self._without(found, each)
        return self._dated(found)[0]

    def _find(self) -> None:
        plan = self._plan
        found = self.docs(plan.root)
        if plan.filters:
            found = self._filtered(found, plan.filters)
        if plan.dates is not None or plan.undated != "include":
            found, self.missed = self._dated(found)
        self._found = found
        if has_dates(plan.root):
            self.missed = self._missed_loosely()

    def _set(self, clause: Clause, *, loose: bool) -> Any:
        if loose and has_dates(clause):
            return self._match(clause, loose=True)
        return self.docs(clause)

    def _match(self, clause: Clause, *, loose: bool) -> Any:
        match clause:
            case Conjunction(clauses):
                return self._all(clauses, loose=loose)
            case Disjunction(clauses):
                sets = [self._set(each, loose=loose) for each in clauses]
                return self._kernels.unite(sets)
            case Preference(needed, _):
                return self._set(needed, loose=loose)
            case EveryClause():
                part = self.part
                return self._kernels.every(part.segment, part.low, part.high)
            case NothingClause():
                return self._kernels.make_docs(np.empty(0, np.uint32))
            case WordsClause():
                return self._words(clause)
            case ValueClause():
                return self._values(clause.field, (clause.value,))
            case _:
                return self.restricted(self.docs(_EVERY), clause, loose=loose)

    def _all(self, clauses: Sequence[Clause], *, loose: bool) -> Any:
        """Return what matches all clauses: those that are lists come first."""
        leaves, sets = [], []
        for each in clauses:
            if isinstance(each, TermClause | PhraseClause):
                leaves.append(each)
            elif not isinstance(each, DateClause | Negation | EveryClause):
                sets.append(self._set(each, loose=loose))
        found = self._all_leaves(leaves) if leaves else None
        for each in sorted(sets, key=len):
            found = each if found is None else self._kernels.intersect(found, each)
        if found is None:
            found = self.docs(_EVERY)
        for clause in clauses:
            if isinstance(clause, DateClause | Negation):
                found = self.restricted(found, clause, loose=loose)
        return found

    def _all_leaves(self, leaves: Sequence[Scored]) -> Any:
        """Return what matches all *leaves*, which take part nowhere else.

        Phrases come first, then terms from rare to common: of each only what is in
        those before is looked for.
        """
        found: Any | None = None
        for leaf in sorted(leaves, key=self._cost):
            if found is None:
                found = self.occurrences(leaf)
            elif isinstance(leaf, PhraseClause) or leaf.number in self._occurrences:
                found = self._kernels.intersect(found, self.occurrences(leaf))
            else:
                self._deadline.check()
                found = self._occurrences[leaf.number] = self._match_term(leaf, found)
        return found

    def _cost(self, leaf: Scored) -> int:
        """Return how many postings the terms of a leaf have; 0 for a phrase."""
        if isinstance(leaf, PhraseClause):
            return 0
        cost: int = self._kernels.count_postings(*self._postings(leaf))
        return cost

    def _postings(self, leaf: TermClause) -> tuple[Any, list[int]]:
        """Return the postings of the fields of *leaf*, and which of them to read."""
        found = self._lists.get(leaf.number)
        if found is None:
            index = self.part.index
            forms = index.terms("text").find_each(leaf.forms)
            found = self._lists[leaf.number] = index.lists(leaf.fields, forms)
        return found

    def _occur(self, leaf: Scored) -> Any:
        if isinstance(leaf, TermClause):
            return self._match_term(leaf)
        index = self.part.index
        slots = list(map(index.terms("text").find_each, leaf.slots))
        return self._phrase(index.fields(leaf.fields), slots, leaf.slop)

    def _match_term(self, leaf: TermClause, within: Any | None = None) -> Any:
        part = self.part
        return self._kernels.match_terms(
            part.segment, *self._postings(leaf), part.low, part.high, within
        )

    def _phrase(self, fields: Any, slots: list[list[int]], slop: int) -> Any:
        part, check = self.part, self._deadline.check

        def count(positions: list[list[int]]) -> int:
            return len(phrase_starts(positions, slop, check))

        return self._kernels.match_phrase(
            part.segment, fields, slots, slop, count, part.low, part.high
        )

    def _words(self, leaf: WordsClause) -> Any:
        name = f"{leaf.field}_words"
        terms = self.part.index.terms(name)
        slots = [terms.find_each(slot) for slot in leaf.slots]
        if leaf.open_end:
            slots[-1] = list(range(*terms.with_prefix(leaf.slots[-1][0])))
        return self._phrase(self.part.index.fields((name,)), slots, leaf.slop)

    def _values(self, field: str, values: tuple[str, ...]) -> Any:
        """Return the documents that have any of the folded *values*."""
        part = self.part
        if field == "id":
            return self._identified(values[0])
        if field == STORY:
            return self._told(values)
        numbers = part.index.terms(field).find_each(values)
        fields = part.index.fields((field,))
        return self._kernels.match_terms(
            part.segment, fields, numbers, part.low, part.high
        )

    def _identified(self, article_id: str) -> Any:
        part = self.part
        name = article_id.encode(errors="surrogatepass")
        return self._there(part.index.file.ids.docnums(name))

    def _told(self, stories: Iterable[str]) -> Any:
        """Return the documents of *stories*."""
        part = self.part
        keys = [key for key in map(story_key, stories) if key is not None]
        found = [np.empty(0, np.uint32), *map(part.index.stories.documents, keys)]
        return self._there(np.unique(np.concatenate(found)))

    def _there(self, docnums: NDArray[np.uint32]) -> Any:
        """Return those of *docnums* that are live and in the part."""
        part = self.part
        inside = (part.low <= docnums) & (docnums < part.high)
        docnums = docnums[inside & part.live[docnums]]
        return self._kernels.make_docs(np.ascontiguousarray(docnums))

    def _filtered(self, docs: Any, filters: Iterable[Filter]) -> Any:
        for each in filters:
            if each.values:
                wanted = self._values(each.field, each.values)
                docs = self._kernels.intersect(docs, wanted)
            if each.excluded:
                docs = self._without(docs, each)
        return docs

    def _without(self, docs: Any, each: Filter) -> Any:
        unwanted = self._values(each.field, each.excluded)
        return self._kernels.subtract(docs, unwanted)

    def _dated(self, docs: Any) -> tuple[Any, tuple[int, int]]:
        """Return what of *docs* the plan's dates leave, and what they leave out."""
        plan, kernels = self._plan, self._kernels
        if plan.undated == "only":
            return self._sifted(docs, None, kernels.WITHOUT)[0], (0, 0)
        if plan.undated == "include":
            kept = kernels.INSIDE | kernels.WITHOUT
            found, _undated, partly = self._sifted(docs, plan.dates, kept)
            return found, (0, partly)
        found, undated, partly = self._sifted(docs, plan.dates, kernels.INSIDE)
        return found, (undated, partly)

    def _missed_loosely(self) -> tuple[int, int]:
        """Return what dates left out, those of the query itself too."""
        plan, kernels = self._plan, self._kernels
        docs = self._filtered(self._set(plan.root, loose=True), plan.filters)
        kept = kernels.WITHOUT
        if plan.undated != "only":
            kept |= kernels.INSIDE | kernels.PARTLY
        might, _undated, _partly = self._sifted(docs, plan.dates, kept)
        missed = kernels.subtract(might, self.found)
        _none, undated, _partly = self._sifted(missed, None, 0)
        return undated, len(missed) - undated

    def _sifted(
        self, docs: Any, dates: DateRange | None, kept: int
    ) -> tuple[Any, int, int]:
        self._deadline.check()
        found: tuple[Any, int, int] = self._kernels.sift_dates(
            self.part.segment, docs, date_bounds(dates), kept
        )
        return found


def _is_any_of_leaves(plan: Plan) -> bool:
    """Tell whether a plan finds just what any of its scored leaves matches."""
    root = plan.root
    return (
        isinstance(root, Disjunction)
        and not plan.filters
        and plan.dates is None
        and plan.undated == "include"
        and all(isinstance(each, TermClause | PhraseClause) for each in root.clauses)
    )
