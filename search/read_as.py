"""How a query was read, in words that can be checked by eye.

Words stand with the forms they searched in braces, phrases in quotation marks,
operators in capitals::

    prices{price|priced|prices} AND "crude oil" AND NOT title:gas{gas}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from .dates import describe
from .plan import (
    Clause,
    Conjunction,
    Disjunction,
    EveryClause,
    Filter,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
)

if TYPE_CHECKING:
    from .dates import DateRange

Undated: TypeAlias = Literal["exclude", "include", "only"]

#: More forms of one word than this are counted, not listed.
_SHOWN_FORMS = 8


def read_as(
    root: Clause,
    *,
    within: tuple[str, ...],
    filters: tuple[Filter, ...],
    dates: DateRange | None,
    undated: Undated | None = None,
) -> str:
    """Return the reading of a whole search."""
    parts = [_filter(each) for each in filters]
    parts += _dated(dates, undated)
    if not isinstance(root, EveryClause) or not parts:
        alone = not parts or isinstance(root, Conjunction)
        parts.insert(0, _clause(root, within) if alone else _grouped(root, within))
    return " AND ".join(parts)


def _dated(dates: DateRange | None, undated: Undated | None) -> list[str]:
    if undated == "only":
        return ["undated"]
    if dates is None:
        return ["dated"] if undated == "exclude" else []
    lower = describe(dates.lower) or "*"
    upper = describe(dates.upper) or "*"
    spanned = f"date in [{lower}, {upper})"
    return [f"({spanned} OR undated)" if undated == "include" else spanned]


def _clause(clause: Clause, within: tuple[str, ...]) -> str:
    match clause:
        case Conjunction(clauses):
            return " AND ".join(_grouped(each, within) for each in clauses)
        case Disjunction(clauses):
            return " OR ".join(_grouped(each, within) for each in clauses)
        case Preference(needed, wanted):
            rest = " OR ".join(_grouped(each, within) for each in wanted)
            return f"{_grouped(needed, within)} PREFERRING ({rest})"
        case Negation(inner):
            return f"NOT {_grouped(inner, within)}"
        case EveryClause():
            return "everything"
        case NothingClause():
            return "nothing"
        case TermClause():
            text = clause.label + _forms(clause.forms) + _boost(clause.boost)
            return _scoped(clause.fields, within, text)
        case PhraseClause():
            forms = " ".join(_slot(slot) for slot in clause.slots)
            slop = f"~{clause.slop}" if clause.slop else ""
            text = f'"{forms}"{slop}{_boost(clause.boost)}'
            return _scoped(clause.fields, within, text)
        case _:
            return clause.label


def _grouped(clause: Clause, within: tuple[str, ...]) -> str:
    text = _clause(clause, within)
    joined = isinstance(clause, Conjunction | Disjunction | Preference)
    return f"({text})" if joined else text


def _scoped(fields: tuple[str, ...], within: tuple[str, ...], text: str) -> str:
    return text if fields == within else f"{'|'.join(fields)}:{text}"


def _forms(forms: tuple[str, ...]) -> str:
    shown = "|".join(forms[:_SHOWN_FORMS])
    more = len(forms) - _SHOWN_FORMS
    return f"{{{shown}|+{more:,}}}" if more > 0 else f"{{{shown}}}"


def _boost(factor: float) -> str:
    return "" if factor == 1 else f"^{factor:g}"


def _slot(slot: tuple[str, ...]) -> str:
    return slot[0] if len(slot) == 1 else _forms(slot)


def _filter(each: Filter) -> str:
    parts = []
    if each.values:
        wanted = " OR ".join(f"{each.field}={value}" for value in each.values)
        parts.append(f"({wanted})" if len(each.values) > 1 else wanted)
    parts += [f"NOT {each.field}={value}" for value in each.excluded]
    return " AND ".join(parts)
