"""Reading: a query's text, strictly or leniently, with all there is to tell."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Problem, QuerySyntaxError
from .lexer import tokenize
from .limits import Limits
from .nodes import Everything, Node
from .parser import Parser
from .printer import print_query
from .report import Finding, Report
from .scan import cut_text, cut_tokens
from .warning import QueryWarning

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
    if report.errors and not lenient:
        cure = _suggestion(root, limits) if report.curable else None
        raise QuerySyntaxError(
            *(
                Problem("q", found.code, found.detail, found.at, cure)
                for found in report.errors
            )
        )
    return ParsedQuery(root, _warnings(root, report.findings, limits))


def _read(q: str, limits: Limits, report: Report) -> Node:
    tokens = tokenize(cut_text(q, limits, report), report)
    root = Parser(cut_tokens(tokens, limits, report), report).query()
    return root or Everything((0, len(q)))


def _warnings(
    root: Node, findings: tuple[Finding, ...], limits: Limits
) -> tuple[QueryWarning, ...]:
    cure = _suggestion(root, limits) if findings else None
    return tuple(
        QueryWarning(found.code, found.detail, found.at, cure) for found in findings
    )


def _suggestion(root: Node, limits: Limits) -> str | None:
    """Return the query to write for *root*, if it is one that needs no comment."""
    text = print_query(root)
    report = Report(correcting=False)
    again = _read(text, limits, report)
    is_whole = again == root and not isinstance(root, Everything)
    return text if is_whole and not report.findings else None
