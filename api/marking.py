"""A marked text as the paragraphs of a page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MARK = Markup("<mark>{}</mark>")
_ANCHORED = Markup('<mark id="{}">{}</mark>')
#: Shown beside the match that the address leads to; see the style sheet.
_STEPS = Markup('<span class="steps">{}</span>')
# Its arrow is the style's, so that none is in text that is copied.
_STEP = Markup('<a href="#{}" rel="{}" aria-label="{} match"></a>')


@dataclass(frozen=True, slots=True)
class Place:
    """A match, half-open, and where it stands among all matches of a page."""

    start: int
    end: int
    #: What the page's address calls it; none if it is not to be led to.
    name: str = ""
    previous: str = ""
    next: str = ""

    def marked(self, text: str, *, is_whole: bool) -> Markup:
        """Return *text*, the match or its first part, marked.

        :param is_whole: whether nothing of the match comes after.
        """
        mark = _ANCHORED.format(self.name, text) if self.name else _MARK.format(text)
        return mark + self._steps() if is_whole and self.name else mark

    def rest(self, text: str, *, is_whole: bool) -> Markup:
        """Return *text*, a later part of the match, marked."""
        mark = _MARK.format(text)
        return mark + self._steps() if is_whole and self.name else mark

    def _steps(self) -> Markup:
        links = [
            _STEP.format(name, rel, word)
            for name, rel, word in (
                (self.previous, "prev", "Previous"),
                (self.next, "next", "Next"),
            )
            if name
        ]
        return _STEPS.format(Markup("").join(links)) if links else Markup("")


def place_name(field: str, start: int) -> str:
    """Return what an article's page calls the match at *start* of *field*."""
    return f"{field}-{start}"


def linked_places(
    matches: Sequence[tuple[str, Sequence[tuple[int, int]]]],
) -> list[list[Place]]:
    """Return the places of each field's matches, each linked to those beside it."""
    names = [place_name(field, start) for field, spans in matches for start, _ in spans]
    beside = iter(zip(["", *names], names, [*names[1:], ""], strict=False))
    found = []
    for _field, spans in matches:
        places = []
        for start, end in spans:
            previous, name, following = next(beside)
            places.append(Place(start, end, name, previous, following))
        found.append(places)
    return found


def paragraphs(text: str, places: Sequence[Place]) -> Iterator[Markup]:
    """Yield the paragraphs of *text*, escaped and with its matches marked.

    A paragraph ends at a blank line or before an indented one. Together they are
    the whole text but for white space between them; a match that reaches over a
    break is marked on both sides of it.

    :param places: of the matches, in order and disjoint.
    """
    first = 0
    for start, end in _spans(text):
        while first < len(places) and places[first].end <= start:
            first += 1
        yield _marked(text, start, end, islice(places, first, None))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = at = 0
    for line in text.split("\n"):
        after = at + len(line) + 1
        if not line.strip():
            yield from _unless_blank(text, start, max(start, at - 1))
            start = after
        elif line[0] in " \t" and at > start:
            yield from _unless_blank(text, start, at - 1)
            start = at
        at = after
    yield from _unless_blank(text, start, len(text))


def _unless_blank(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text[start:end].strip():
        yield start, end


def _marked(text: str, start: int, end: int, places: Iterable[Place]) -> Markup:
    parts = []
    for place in takewhile(lambda each: each.start < end, places):
        low, high = max(place.start, start), min(place.end, end)
        mark = place.marked if low == place.start else place.rest
        parts += [
            escape(text[start:low]),
            mark(text[low:high], is_whole=high == place.end),
        ]
        start = high
    return Markup("").join([*parts, escape(text[start:end])])
