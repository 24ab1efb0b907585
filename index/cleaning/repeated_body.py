"""A body that stands twice: its second copy is cut.

Pages hold their article once to be read and once for machines, and what is scraped
from them has both: one after the other, often without the first sentence or with the
end missing. A sentence is cut only if it stands verbatim, white space aside, in what is
kept, and only if most of the text before it comes again in the same order: lists,
refrains and quotations are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

#: A longer text is a book, or broken; and a text is gone through so many times.
_MOST_CHARACTERS = 1_000_000
_MOST_ROUNDS = 10
#: A copy has at least so many words, and so many different ones.
_LEAST_WORDS = 25
_LEAST_DIFFERENT_WORDS = 12
#: The share of what stands before it that a copy has at least.
_LEAST_SHARE = 0.5
#: The share of a copy that may be new: a caption, a name under a picture.
_MOST_NEW_SHARE = 0.2
#: A sentence that a copy may begin with has so many characters.
_LEAST_START = 12
#: Of the steps that it takes to try each sentence as the start of the copy, so many
#: are taken for each, and at least so many.
_STEPS_FOR_A_UNIT = 4
_LEAST_STEPS = 5_000
#: Passages for a quick no: where they are, as shares of the body, and how long.
_PROBE_PLACES = (8, 4, 3)
_PROBE_BYTES = 24
#: Then so many passages, of so many in the whole body: this long, so many to be found.
_SAMPLES = 12
_SAMPLES_IN_ALL = 20
_SAMPLE_LENGTH = 16
_LEAST_SAMPLES = 3

_SENTENCE_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\s++|$)|(?<![。！？])[。！？]++[\"”’」』）]*+\s*+"
)


class _Unit(NamedTuple):
    """A sentence, or a line without one."""

    start: int
    end: int
    #: Its text, one space between words.
    key: str


def may_repeat(body: str) -> bool:
    """Whether it is worth to look closer: one of a few passages comes again."""
    data = body.encode(errors="surrogatepass")
    if len(data) < 4 * _PROBE_BYTES:
        return False
    for share in _PROBE_PLACES:
        start = len(data) // share
        end = start + _PROBE_BYTES
        if data.find(data[start:end], end) >= 0:
            return True
    return False


class CutRepetition(NamedTuple):
    """A body without what it repeats of itself."""

    kept: str
    cut: str
    #: What of the body followed what was cut, and is in it no more than once.
    rest: str


def cut_repetition(body: str) -> CutRepetition:
    """Return *body* with what it repeats of itself cut."""
    kept, cuts, rest = body, [], ""
    for _ in range(_MOST_ROUNDS):
        if len(kept) > _MOST_CHARACTERS or not may_repeat(kept):
            break
        once = _cut_once(kept) if _seems_to_repeat(kept) else None
        if once is None:
            break
        kept, rest = once.kept, once.rest
        cuts.append(once.cut)
    return CutRepetition(kept, "\n".join(cuts), rest)


def _seems_to_repeat(body: str) -> bool:
    """Whether several passages of the first half come again, as those of a copy do."""
    step = len(body) // _SAMPLES_IN_ALL
    found = 0
    for start in range(0, step * _SAMPLES, step or 1):
        end = start + _SAMPLE_LENGTH
        found += body.find(body[start:end], end) >= 0
    return found >= _LEAST_SAMPLES


def _cut_once(body: str) -> CutRepetition | None:
    units = _units(body)
    places: dict[str, list[int]] = {}
    left = _STEPS_FOR_A_UNIT * len(units) + _LEAST_STEPS
    for start, unit in enumerate(units):
        if unit.key in places and len(unit.key) >= _LEAST_START:
            left -= len(units) - start
            repeated = _repeated(units, start, places)
            if repeated:
                return _without(body, units, repeated)
            if left < 0:
                break
        places.setdefault(unit.key, []).append(start)
    return None


def _units(body: str) -> list[_Unit]:
    units = []
    at = 0
    for line in body.split("\n"):
        last = 0
        ends = [match.end() for match in _SENTENCE_END.finditer(line)]
        for end in (*ends, len(line)):
            if key := " ".join(line[last:end].split()):
                text = line[last:end]
                start = at + last + len(text) - len(text.lstrip())
                units.append(_Unit(start, at + last + len(text.rstrip()), key))
            last = end
        at += len(line) + 1
    return units


def _repeated(
    units: list[_Unit], start: int, places: dict[str, list[int]]
) -> list[int]:
    """Return which units from *start* on are the copy of those before; none if none.

    :param places: where the units before *start* stand, by key.
    """
    found: list[int] = []
    at = size = new = new_inside = 0
    before = sum(len(each.key) for each in units[:start])
    for index in range(start, len(units)):
        key = units[index].key
        place = _next_place(units, key, at, start, places)
        if place is None:
            new += len(key)
            if new > _MOST_NEW_SHARE * max(size, _LEAST_SHARE * before):
                break
            continue
        found.append(index)
        at = place + 1
        size += len(key)
        new_inside = new
    if size < _LEAST_SHARE * before or new_inside > _MOST_NEW_SHARE * size:
        return []
    words = [word for index in found for word in units[index].key.split()]
    is_long = len(words) >= _LEAST_WORDS
    return found if is_long and len(set(words)) >= _LEAST_DIFFERENT_WORDS else []


def _next_place(
    units: list[_Unit], key: str, at: int, end: int, places: dict[str, list[int]]
) -> int | None:
    """Return where *key* stands at or after *at*, else where it stands at all."""
    if known := places.get(key):
        index = bisect_left(known, at)
        return known[index] if index < len(known) else known[0]
    # The last sentence of a copy may be broken off.
    start = key.rstrip(".… ")
    is_start = len(start) >= _LEAST_START and at < end
    return at if is_start and units[at].key.startswith(start) else None


def _without(body: str, units: list[_Unit], repeated: list[int]) -> CutRepetition:
    """Return *body* without the units *repeated*, nor the white space before each."""
    kept, cuts = [], []
    last = 0
    spans: list[list[int]] = []
    for index in repeated:
        span = [units[index - 1].end, units[index].start, units[index].end]
        if spans and spans[-1][2] == span[0]:
            spans[-1][2] = span[2]
        else:
            spans.append(span)
    for space, start, end in spans:
        kept.append(body[last:space])
        cuts.append(body[start:end])
        last = end
    rest = body[last:] if body[last:].strip() else ""
    return CutRepetition("".join((*kept, rest)), "\n".join(cuts), rest)
