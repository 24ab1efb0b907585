"""What a rebuild or an add did with each record it was given."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not become an article; nothing of it was stored."""

    #: The file as the caller named it; ``-`` for standard input, ``articles``
    #: for an iterable handed over in Python.
    path: str
    #: The record's line, or its number where the format has no lines; from 1.
    line: int
    #: What is wrong and how to cure it.
    reason: str
    #: The record as read, so that it can be mended and fed in again.
    raw: bytes
    #: Which record of the file it is; from 1.
    number: int | None = field(default=None, compare=False)
    #: Where it begins in the file, unpacked, in bytes; None where that is not known.
    offset: int | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the rejection as JSON has it, whole."""
        return {**asdict(self), "raw": b64encode(self.raw).decode()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Rejection:
        """Return the rejection that :meth:`to_json` was asked of."""
        return cls(**{**value, "raw": b64decode(value["raw"])})

    @classmethod
    def of_object(cls, number: int, reason: str, given: object) -> Rejection:
        """Return the rejection of what was handed over in Python, not read."""
        try:
            shown = repr(given)
        except (RecursionError, ValueError):
            # Nested too deeply, or a number of more digits than Python writes.
            shown = object.__repr__(given)
        raw = shown.encode(errors="backslashreplace")
        return cls("articles", number, reason, raw, number)


@dataclass(frozen=True, slots=True)
class Example:
    """One article of a preview."""

    #: What would become of it.
    outcome: str
    id: str
    #: The start of the title.
    title: str
    published: str | None
    #: The start of the body.
    body: str
    #: What cleaning noted of it, such as ``link_lists: cut``.
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one run.

    ``added + replaced + unchanged + duplicate + rejected`` is the number of
    records read.
    """

    #: The revision that holds the result.
    revision: str
    #: Ids that were not there before.
    added: int
    #: Ids that were there, or came earlier in this run, with other content.
    replaced: int
    #: Ids whose article was already there with the same content.
    unchanged: int
    #: Records whose id and content came earlier in this run.
    duplicate: int
    #: Records that could not become an article.
    rejected: int
    #: The first 1,000 of them.
    rejections: tuple[Rejection, ...]
    #: Articles with neither title nor body, among those added, replaced or unchanged.
    empty: int
    #: Articles without a date, likewise.
    undated: int
    #: In a rebuild: ids of the edition before that are in this one no more.
    vanished: int
    seconds: float
    #: UTF-8 bytes of titles and bodies read.
    text_bytes: int
    #: How many articles each step of cleaning changed, by step.
    cleaned: Mapping[str, int] = field(default_factory=dict)
    #: Whether nothing was written: the account is of what would be done, and the
    #: revision the one that it was compared with, empty where there is no archive.
    is_preview: bool = False
    #: In a preview: a few articles of each outcome, and a few that were cleaned.
    examples: tuple[Example, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this report."""
        found: dict[str, Any] = {
            "revision": self.revision,
            "added": self.added,
            "replaced": self.replaced,
            "unchanged": self.unchanged,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "rejections": [
                {
                    "path": each.path,
                    "line": each.line,
                    "record": each.number,
                    "offset": each.offset,
                    "reason": each.reason,
                }
                for each in self.rejections
            ],
            "empty": self.empty,
            "undated": self.undated,
            "vanished": self.vanished,
            "seconds": round(self.seconds, 3),
            "megabytes_per_second": round(
                self.text_bytes / 1e6 / max(self.seconds, 1e-9), 3
            ),
            "cleaned": dict(self.cleaned),
        }
        if self.is_preview:
            found["is_preview"] = True
            found["examples"] = [asdict(each) for each in self.examples]
        return found
