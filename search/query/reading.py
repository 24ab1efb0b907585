"""Reading: a query's text, strictly or leniently, with all there is to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Problem, QuerySyntaxError
from .lexer import tokenize
from .limits import Limits
from .nodes import Everything, Node
from .parser import Parser
from .printer import print_query
from .report import Report
from .scan import cut_text, cut_tokens
from .warning import QueryWarning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .report import Finding

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as it was read."""

    root: Node
    #: Repairs, and what is read otherwise than one might think, in the order
    #: of the text.
    warnings: tuple[QueryWarning, ...] = ()


def parse(
    q: str, *, limits: Limits = _DEFAULT_LIMITS, lenient: bool = False
) -> ParsedQuery:
    """Read *q*; the empty query is Everything.

    Strictly, text that is not a query is refused. Leniently every text is
    read: what is wrong is repaired and told as a warning. A suggestion, in
    either, is a whole query that is read strictly; a warning's has the same
    tree. The time taken grows with the shorter of *q* and its limit alone.

    :raises QuerySyntaxError: naming every problem, never if *lenient*.
    """
    report = Report(correcting=not lenient)
    root = _read(q, limits, report)
    findings = report.findings
    cure = _cure(root, limits) if findings else None
    if report.errors and not lenient:
        raise QuerySyntaxError(*_problems(report, cure))
    return ParsedQuery(root, tuple(_warning(found, cure) for found in findings))


@dataclass(frozen=True, slots=True)
class _Cure:
    """A query that is read strictly, and what is told of it all the same."""

    text: str
    codes: frozenset[str]


def _read(q: str, limits: Limits, report: Report) -> Node:
    tokens = tokenize(cut_text(q, limits, report), report)
    root = Parser(cut_tokens(tokens, limits, report), report).query()
    return root or Everything((0, len(q)))


def _cure(root: Node, limits: Limits) -> _Cure | None:
    """Return the query to write for *root*, unless nothing is left of it."""
    text = print_query(root)
    report = Report(correcting=False)
    again = _read(text, limits, report)
    if report.errors or again != root or isinstance(root, Everything):
        return None
    return _Cure(text, frozenset(found.code for found in report.findings))


def _problems(report: Report, cure: _Cure | None) -> Iterator[Problem]:
    suggestion = cure.text if cure and report.curable else None
    for found in report.errors:
        yield Problem("q", found.code, found.detail, found.at, suggestion)


def _warning(found: Finding, cure: _Cure | None) -> QueryWarning:
    suggestion = cure.text if cure and found.code not in cure.codes else None
    return QueryWarning(found.code, found.detail, found.at, suggestion)
