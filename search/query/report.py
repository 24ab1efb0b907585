"""Report: what the reading of a query finds, kept until the whole is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .nodes import Span

_TOLD_SINGLY = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the reader."""

    code: str
    detail: str
    at: Span
    #: True if the text is not a query as it stands: refused or repaired.
    is_error: bool


class Report:
    """Collects findings; strict and lenient reading differ only in its use.

    Whatever is reported as an error is repaired on the spot, so that the tree
    is always whole: lenient reading answers with it, strict reading refuses
    and prints it as the suggestion.
    """

    def __init__(self, *, correcting: bool) -> None:
        #: Read an unknown field as the known one nearest to it, not as text.
        self.correcting = correcting
        #: False once a repair is no more than a way to go on.
        self.curable = True
        self._findings: dict[tuple[str, Span], Finding] = {}

    def error(self, code: str, detail: str, at: Span, *, curable: bool = True) -> None:
        """Tell of text that is not a query as it stands."""
        self._findings.setdefault((code, at), Finding(code, detail, at, is_error=True))
        self.curable = self.curable and curable

    def note(self, code: str, detail: str, at: Span) -> None:
        """Tell of text that is read otherwise than one might think."""
        self._findings.setdefault((code, at), Finding(code, detail, at, is_error=False))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What strict reading refuses, in the order of the text."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, in the order of the text.

        Of one kind the first few are told one by one, the rest as one finding
        from the first of them to the last: an answer to two thousand stray
        parentheses is not two thousand sentences.
        """
        if not self._findings:
            return ()
        found = sorted(self._findings.values(), key=lambda finding: finding.at)
        kinds: dict[str, list[Finding]] = {}
        for finding in found:
            kinds.setdefault(finding.code, []).append(finding)
        told = chain.from_iterable(map(_summed_up, kinds.values()))
        return tuple(sorted(told, key=lambda finding: finding.at))


def _summed_up(found: list[Finding]) -> list[Finding]:
    told, rest = found[:_TOLD_SINGLY], found[_TOLD_SINGLY:]
    if len(rest) > 1:
        span = (rest[0].at[0], max(finding.at[1] for finding in rest))
        detail = f"{rest[0].detail} The same holds in {len(rest)} places up to here."
        rest = [replace(rest[0], detail=detail, at=span)]
    return told + rest
