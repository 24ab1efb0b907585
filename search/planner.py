"""Planning: the tree of a query becomes clauses over fields and forms."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from ..index import capitalisations, fold_value, query_tokens
from . import dates
from .capitals import is_shouted
from .forms import Forms, as_typed
from .plan import (
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
from .query import (
    And,
    Boost,
    DateSpan,
    Everything,
    Fuzzy,
    Group,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Wildcard,
    Word,
    is_relative,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Literal
    from zoneinfo import ZoneInfo

    from .deadline import Deadline
    from .engine import Engine
    from .forms import Slot
    from .query import Limits, QueryWarning

_TEXT_FIELDS = ("title", "body")


class Planner:
    """Plans one query; :meth:`plan` is called once."""

    def __init__(
        self,
        engine: Engine,
        *,
        op: Literal["and", "or"],
        within: tuple[str, ...],
        language: str,
        zone: ZoneInfo,
        clock: datetime,
        include_undated: bool,
        limits: Limits,
        deadline: Deadline,
    ) -> None:
        self._forms = Forms(engine, language=language, limits=limits, deadline=deadline)
        self._op = op
        self._within = within
        self._zone = zone
        self._clock = clock
        self._include_undated = include_undated
        self._numbers = count()

    @property
    def warnings(self) -> tuple[QueryWarning, ...]:
        """What was read otherwise than typed, as far as it is planned."""
        return tuple(self._forms.warnings)

    def plan(self, root: Node) -> Clause:
        """Return the clauses of the query whose tree is *root*."""
        if is_shouted(root):
            self._forms.acronyms = False
            self._forms.warn(
                "capitals_read_as_words",
                "The query is in capitals and was read as lower case.",
                root,
            )
        return self._clause(root, self._within, 1.0) or NothingClause()

    def _clause(
        self, node: Node, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        """Return the clause of *node*; None if it holds nothing to search."""
        match node:
            case Word():
                return self._word(node, fields, boost)
            case Phrase():
                return self._phrase(node, fields, boost)
            case Wildcard():
                return self._slots(node, self._forms.of_pattern(node), fields, 0, boost)
            case Fuzzy():
                return self._slots(node, self._forms.of_fuzzy(node), fields, 0, boost)
            case DateSpan():
                return self._dates(node)
            case Everything():
                return EveryClause()
            case Scope():
                return self._scope(node, boost)
            case Boost(clause, factor):
                return self._clause(clause, fields, boost * factor)
            case Required(clause):
                return self._clause(clause, fields, boost)
            case Not(clause):
                inner = self._clause(clause, fields, boost)
                return Negation(inner) if inner else None
            case Or(clauses):
                return _join(Disjunction, self._clauses(clauses, fields, boost))
            case And(clauses):
                return _join(Conjunction, self._clauses(clauses, fields, boost))
            case Group():
                return self._group(node, fields, boost)

    def _clauses(
        self, nodes: Iterable[Node], fields: tuple[str, ...], boost: float
    ) -> list[Clause]:
        found = (self._clause(node, fields, boost) for node in nodes)
        return [clause for clause in found if clause]

    def _group(
        self, node: Group, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        """Return words side by side: all of them, or with ``op=or`` alternatives."""
        if self._op == "and":
            return _join(Conjunction, self._clauses(node.clauses, fields, boost))
        needed: list[Clause] = []
        wanted: list[Clause] = []
        for each in node.clauses:
            clause = self._clause(each, fields, boost)
            if clause:
                firm = isinstance(each, Required | Not)
                (needed if firm else wanted).append(clause)
        if not wanted:
            return _join(Conjunction, needed)
        if not any(isinstance(each, Required) for each in node.clauses):
            either = _join(Disjunction, wanted)
            return _join(Conjunction, [either, *needed] if either else needed)
        firm_clause = _join(Conjunction, needed)
        return Preference(firm_clause, tuple(wanted)) if firm_clause else None

    def _word(self, node: Word, fields: tuple[str, ...], boost: float) -> Clause | None:
        slots, open_end = self._forms.of_word(node)
        return self._slots(node, slots, fields, 0, boost, open_end)

    def _phrase(
        self, node: Phrase, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        slots, open_end = self._forms.of_phrase(node)
        return self._slots(node, slots, fields, node.slop, boost, open_end)

    def _slots(
        self,
        node: Word | Phrase | Wildcard | Fuzzy,
        slots: list[Slot],
        fields: tuple[str, ...],
        slop: int,
        boost: float,
        open_end: bool = False,  # noqa: FBT001, FBT002 - the last of a row of facts
    ) -> Clause | None:
        """Return a term for one slot and a phrase for several."""
        label = as_typed(node)
        if not slots:
            self._forms.warn(
                "nothing_to_search",
                f"{label} holds no letter or digit and was left out.",
                node,
            )
            return None
        number = next(self._numbers)
        if len(slots) == 1:
            return TermClause(number, label, fields, slots[0], boost, open_end)
        return PhraseClause(number, label, fields, tuple(slots), slop, boost, open_end)

    def _scope(self, node: Scope, boost: float) -> Clause | None:
        if node.field in _TEXT_FIELDS:
            return self._clause(node.clause, (node.field,), boost)
        inner = node.clause
        if not isinstance(inner, Word | Phrase):
            return self._clause(inner, self._within, boost)
        if boost != 1:
            self._forms.warn(
                "boost_without_score",
                f"{node.field}: finds without scoring, so its boost changes nothing.",
                node,
            )
        if node.field in ("id", "lang"):
            value = inner.text if node.field == "id" else fold_value(inner.text)
            label = f"{node.field}={inner.text}"
            return ValueClause(next(self._numbers), label, node.field, value)
        tokens = query_tokens(inner.text, acronyms=False)
        label = f"{node.field}:{as_typed(inner)}"
        if not len(tokens):
            self._forms.warn(
                "nothing_to_search",
                f"{label} holds no letter or digit and was left out.",
                node,
            )
            return None
        # Values are compared folded: U.S. asks for no capitals there.
        slots = tuple(capitalisations(form.casefold()) for form in tokens.forms)
        slop = inner.slop if isinstance(inner, Phrase) else 0
        number = next(self._numbers)
        return WordsClause(number, label, node.field, slots, slop, tokens.open_end)

    def _dates(self, node: DateSpan) -> Clause:
        found = read_range(node, self._zone, self._clock)
        lower = dates.describe(found.lower) or "*"
        upper = dates.describe(found.upper) or "*"
        label = f"date in [{lower}, {upper})"
        number = next(self._numbers)
        return DateClause(number, label, found, self._include_undated)


def read_range(node: DateSpan, zone: ZoneInfo, clock: datetime) -> dates.DateRange:
    """Return the half-open range of *node*; a span such as ``7d`` ends with now."""
    since = node.upper is None and node.include_lower
    if since and node.lower is not None and is_relative(node.lower):
        return dates.read_since(node.lower, zone, clock)
    lower = upper = None
    if node.lower is not None:
        read = dates.read_start if node.include_lower else dates.read_end
        lower = read(node.lower, zone, clock)
    if node.upper is not None:
        read = dates.read_end if node.include_upper else dates.read_start
        upper = read(node.upper, zone, clock)
    return dates.DateRange(lower, upper)


def _join(
    kind: type[Conjunction | Disjunction], clauses: list[Clause]
) -> Clause | None:
    if len(clauses) <= 1:
        return clauses[0] if clauses else None
    return kind(tuple(clauses))
