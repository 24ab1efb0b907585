"""Planning: the tree of a query becomes clauses over fields and forms."""

from __future__ import annotations

import re
from itertools import count, islice
from typing import TYPE_CHECKING

from ..index import (
    LANGUAGES,
    Tokens,
    capitalisations,
    fold,
    fold_value,
    is_acronym,
    query_tokens,
)
from . import dates
from .expansion import fuzzy_forms, wildcard_forms
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
    QueryWarning,
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
    from .query import Limits

_TEXT_FIELDS = ("title", "body")
_SIX_CAPITALS = 6
#: Where a pattern's text falls into words, as analysis would cut it.
_PATTERN_PART = re.compile(r"(?:[^\W_]|[\u0300-\u036f*?'’‘])+")


class Planner:
    """Plans one query; :meth:`plan` is called once.

    Warnings gather in :attr:`warnings`: whatever was read otherwise than typed.
    """

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
        self.warnings: list[QueryWarning] = []
        self._engine = engine
        self._op = op
        self._within = within
        self._language = language.partition("-")[0]
        self._zone = zone
        self._clock = clock
        self._include_undated = include_undated
        self._limits = limits
        self._deadline = deadline
        self._numbers = count()
        self._acronyms = True

    def plan(self, root: Node) -> Clause:
        """Return the clauses of the query whose tree is *root*."""
        if _is_shouted(_texts(root)):
            self._acronyms = False
            self._warn(
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
            case Everything():
                return EveryClause()
            case Word():
                return self._word(node, fields, boost)
            case Phrase():
                return self._phrase(node, fields, boost)
            case Wildcard():
                return self._wildcard(node, fields, boost)
            case Fuzzy():
                return self._fuzzy(node, fields, boost)
            case DateSpan():
                return self._dates(node)
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
        tokens = query_tokens(node.text, acronyms=self._acronyms)
        slots = [self._stemmed(tokens, number, node) for number in range(len(tokens))]
        return self._slots(node, slots, fields, 0, boost, tokens.open_end)

    def _phrase(
        self, node: Phrase, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        tokens = query_tokens(node.text, acronyms=self._acronyms)
        slots = [self._exact(tokens, number, node) for number in range(len(tokens))]
        return self._slots(node, slots, fields, node.slop, boost, tokens.open_end)

    def _wildcard(
        self, node: Wildcard, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        slots: list[tuple[str, ...]] = []
        for part in _PATTERN_PART.findall(node.pattern):
            if "*" in part or "?" in part:
                slots.append(self._matching(_fold_pattern(part), node))
            else:
                tokens = query_tokens(part, acronyms=self._acronyms)
                slots += [self._exact(tokens, n, node) for n in range(len(tokens))]
        return self._slots(node, slots, fields, 0, boost)

    def _fuzzy(
        self, node: Fuzzy, fields: tuple[str, ...], boost: float
    ) -> Clause | None:
        tokens = query_tokens(node.text, acronyms=False)
        dictionary = list(self._engine.dictionary) if len(tokens) else []
        slots = [
            self._capped(
                fuzzy_forms(dictionary, form, node.edits, self._deadline.check), node
            )
            or (form,)
            for form in tokens.forms
        ]
        return self._slots(node, slots, fields, 0, boost)

    def _slots(
        self,
        node: Word | Phrase | Wildcard | Fuzzy,
        slots: list[tuple[str, ...]],
        fields: tuple[str, ...],
        slop: int,
        boost: float,
        open_end: bool = False,  # noqa: FBT001, FBT002 - the last of a row of facts
    ) -> Clause | None:
        """Return a term for one slot and a phrase for several."""
        label = _label(node)
        if not slots:
            self._warn(
                "nothing_to_search",
                f"{label} holds no letter or digit and was left out.",
                node,
            )
            return None
        number = next(self._numbers)
        if len(slots) == 1:
            return TermClause(number, label, fields, slots[0], boost, open_end)
        return PhraseClause(number, label, fields, tuple(slots), slop, boost, open_end)

    def _stemmed(self, tokens: Tokens, number: int, node: Node) -> tuple[str, ...]:
        """Return the forms that the unquoted token *number* searches."""
        form, spelling = tokens.forms[number], tokens.spellings[number]
        exact = self._exact(tokens, number, node)
        if exact == (form,) and is_acronym(form):
            return exact
        if self._language not in LANGUAGES or self._is_open(tokens, number):
            return exact
        group = self._engine.dictionary.stem_group(self._language, spelling)
        return tuple(sorted({*group, *exact}))

    def _exact(self, tokens: Tokens, number: int, node: Node) -> tuple[str, ...]:
        """Return the forms that the quoted token *number* searches."""
        form = tokens.forms[number]
        if self._is_open(tokens, number):
            prefixed = self._engine.dictionary.forms_with_prefix(form)
            return self._capped(prefixed, node) or (form,)
        if is_acronym(form) and not self._engine.is_used(form):
            self._warn(
                "acronym_read_as_word",
                f"No article has the acronym {form}; it was read as "
                f"the word {form.lower()}.",
                node,
            )
            form = form.lower()
        return self._known(capitalisations(form))

    def _is_open(self, tokens: Tokens, number: int) -> bool:
        return tokens.open_end and number == len(tokens) - 1

    def _known(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of *forms* that the dictionary has; the first if none."""
        known = tuple(form for form in forms if form in self._engine.dictionary)
        return tuple(sorted(known)) or forms[:1]

    def _matching(self, pattern: str, node: Wildcard) -> tuple[str, ...]:
        prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
        dictionary = self._engine.dictionary
        candidates = [dictionary.forms_with_prefix(prefix)]
        if prefix:
            candidates.append(dictionary.forms_with_prefix(prefix.upper()))
        found = {
            form
            for forms in candidates
            for form in wildcard_forms(forms, pattern, self._deadline.check)
        }
        return self._capped(sorted(found), node) or (pattern,)

    def _capped(self, forms: Iterable[str], node: Node) -> tuple[str, ...]:
        """Return at most as many of *forms* as one word may stand for."""
        limit = self._limits.expansions
        kept = tuple(islice(forms, limit + 1))
        if len(kept) > limit:
            self._warn(
                "too_many_forms",
                f"{_label(node)} stands for more than {limit:,} words; the first "
                f"{limit:,} in alphabetical order were searched. Give more letters.",
                node,
            )
        return kept[:limit]

    def _scope(self, node: Scope, boost: float) -> Clause | None:
        if node.field in _TEXT_FIELDS:
            return self._clause(node.clause, (node.field,), boost)
        inner = node.clause
        if not isinstance(inner, Word | Phrase):
            return self._clause(inner, self._within, boost)
        if node.field in ("id", "lang"):
            value = inner.text if node.field == "id" else fold_value(inner.text)
            label = f"{node.field}={inner.text}"
            return ValueClause(next(self._numbers), label, node.field, value)
        tokens = query_tokens(inner.text, acronyms=False)
        label = f"{node.field}:{_label(inner)}"
        if not len(tokens):
            self._warn(
                "nothing_to_search",
                f"{label} holds no letter or digit and was left out.",
                node,
            )
            return None
        slots = tuple(capitalisations(form) for form in tokens.forms)
        return WordsClause(next(self._numbers), label, node.field, slots)

    def _dates(self, node: DateSpan) -> Clause:
        found = read_range(node, self._zone, self._clock)
        lower = dates.describe(found.lower) or "*"
        upper = dates.describe(found.upper) or "*"
        label = f"date in [{lower}, {upper})"
        number = next(self._numbers)
        return DateClause(number, label, found, self._include_undated)

    def _warn(self, code: str, detail: str, node: Node) -> None:
        warning = QueryWarning(code, detail, node.at)
        if warning not in self.warnings:
            self.warnings.append(warning)


def read_range(node: DateSpan, zone: ZoneInfo, clock: datetime) -> dates.DateRange:
    """Return the half-open range of *node*; a span such as ``7d`` ends with now."""
    since = node.upper is None and node.include_lower
    if since and node.lower is not None and is_relative(node.lower):
        return dates.read_since(node.lower, zone, clock)
    lower = upper = None
    if node.lower is not None:
        start, end = dates.read_span(node.lower, zone, clock)
        lower = start if node.include_lower else end
    if node.upper is not None:
        start, end = dates.read_span(node.upper, zone, clock)
        upper = end if node.include_upper else start
    return dates.DateRange(lower, upper)


def _join(
    kind: type[Conjunction | Disjunction], clauses: list[Clause]
) -> Clause | None:
    if len(clauses) <= 1:
        return clauses[0] if clauses else None
    return kind(tuple(clauses))


def _label(node: Node) -> str:
    """Return a leaf of the query as it was typed."""
    match node:
        case Word(text):
            return text
        case Phrase(text, slop):
            return f'"{text}"' + (f"~{slop}" if slop else "")
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case _:
            return "the query"


def _fold_pattern(part: str) -> str:
    """Fold the letters of a pattern and leave its wildcards."""
    return "".join(
        piece if piece in ("*", "?") else fold(piece.casefold().replace("’", "'"))
        for piece in re.split(r"([*?])", part)
    )


def _texts(node: Node) -> Iterable[str]:
    """Yield the words and phrases that are searched in the text of articles."""
    match node:
        case Word(text) | Phrase(text) | Fuzzy(text):
            yield text
        case Wildcard(pattern):
            yield pattern
        case Scope(field, clause) if field in _TEXT_FIELDS:
            yield from _texts(clause)
        case Boost(clause) | Required(clause) | Not(clause):
            yield from _texts(clause)
        case And(clauses) | Or(clauses) | Group(clauses):
            for each in clauses:
                yield from _texts(each)


def _is_shouted(texts: Iterable[str]) -> bool:
    """Tell whether there is a word of six capitals and no lower-case letter."""
    text = " ".join(texts)
    if any(character.islower() for character in text):
        return False
    return any(
        sum(character.isupper() for character in word) >= _SIX_CAPITALS
        for word in re.findall(r"[^\W\d_]+", text)
    )
