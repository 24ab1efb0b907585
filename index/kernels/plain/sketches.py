"""Sketches of texts: what tells, of any two, whether one is a copy of the other.

A text is taken as the set of its *shingles*, every five words in a row. A sketch is
the least of their hashes, so that the share of shingles that two texts have in common
can be told from their sketches, and exactly where they are short (Broder 1997: *On the
resemblance and containment of documents*). It is a row of :data:`ROW` numbers::

    0       tokens of the body
    1       hashes in the sketch; none for an empty body
    2..13   lower halves of the :data:`KEYS` least: by these copies are looked for
    14..77  upper halves of the :data:`SAMPLE` least, ascending

Of a body of fewer than :data:`LEAST_TOKENS` tokens there is one hash, of title and body
whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint32]

#: Words of a shingle.
SHINGLE = 5
KEYS = 12
SAMPLE = 64
#: Numbers of a sketch.
ROW = 2 + KEYS + SAMPLE
#: Shorter texts are copies only if they are the same.
LEAST_TOKENS = 20
#: Of the shingles of the text that has fewer, so many of twenty must be in the other
SHARED, OF = 15, 20
#: ... or so many, if it has fewer tokens than these: notices all have one form.
SHARED_OF_FEW, FEW_TOKENS = 18, 50
#: The other must not be longer than so many times.
LONGER = 3
#: So many of the texts with one key are others with this key compared with. A copy has
#: other keys, too: comparing with more has found no more copies, in more time.
COMPARED = 2

_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_FIRST, _LAST = 2 + KEYS, 0xFFFFFFFF


def hash_forms(forms: Sequence[str], first: int) -> NDArray[np.uint64]:
    """Return what stands for each of *forms* from *first* on (FNV-1a, mixed)."""
    found = np.empty(max(len(forms) - first, 0), np.uint64)
    for number in range(first, len(forms)):
        value = 0xCBF29CE484222325
        for byte in forms[number].encode():
            value = ((value ^ byte) * 0x100000001B3) & _MASK
        found[number - first] = value
    return _mix(found)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers that depend on all bits of *values* (splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sketch_texts(
    hashes: NDArray[np.uint64],
    titles: Numbers,
    title_counts: Numbers,
    bodies: Numbers,
    body_counts: Numbers,
) -> Numbers:
    """Return the sketches of some articles, one behind the other.

    :param hashes: of each form.
    :param titles, bodies: the numbers of their forms, article by article.
    :param title_counts, body_counts: how many each article has.
    :raises ValueError: if the arrays do not fit each other.
    """
    if (
        len(title_counts) != len(body_counts)
        or title_counts.sum(dtype=np.uint64) != len(titles)
        or body_counts.sum(dtype=np.uint64) != len(bodies)
    ):
        raise ValueError("the counts are not those of the tokens")
    for forms in (titles, bodies):
        if len(forms) and int(forms.max()) >= len(hashes):
            raise ValueError("no such form")
    rows = np.zeros((len(body_counts), ROW), np.uint32)
    ends = [np.cumsum(counts) for counts in (title_counts, body_counts)]
    for number, row in enumerate(rows):
        title, body = (
            hashes[forms[int(end[number]) - int(counts[number]) : int(end[number])]]
            for forms, end, counts in (
                (titles, ends[0], title_counts),
                (bodies, ends[1], body_counts),
            )
        )
        row[0] = len(body)
        found = _hashes(title, body)
        row[1] = len(found)
        keys = found[:KEYS] & np.uint64(_LAST)
        row[2 : 2 + len(keys)] = keys.astype(np.uint32)
        row[_FIRST : _FIRST + len(found)] = (found >> np.uint64(32)).astype(np.uint32)
    return rows.ravel()


class Sketches:
    """The sketches of all texts that are compared, numbered from 0.

    :param parts: sketches, one behind the other; kept, not copied.
    :raises ValueError: if a part does not consist of sketches.
    """

    def __init__(self, parts: Sequence[Numbers]) -> None:
        if any(len(part) % ROW for part in parts):
            raise ValueError("damaged sketches")
        self._parts = [part.reshape(-1, ROW) for part in parts]
        self._firsts = np.cumsum([0, *map(len, self._parts)])
        if any((part[:, 1] > SAMPLE).any() for part in self._parts):
            raise ValueError("damaged sketches")

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def tokens(self) -> Numbers:
        """Return how many tokens the body of each text has."""
        tokens = [part[:, 0] for part in self._parts]
        return np.concatenate([np.empty(0, np.uint32), *tokens])

    def are_copies(self, one: int, other: int) -> bool:
        """Tell whether one text is a copy of the other, perhaps a shortened one.

        :raises ValueError: if there is no such text.
        """
        if not (0 <= one < len(self) and 0 <= other < len(self)):
            raise ValueError("no such text")
        return _are_copies(self._row(one), self._row(other))

    def pairs(
        self, order: Numbers, parts: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return pairs of copies that share a key: the later one, and the earlier.

        Each with this key, in the *order*, is compared with the first of those before
        that were no copies of each other, :data:`COMPARED` at most, until it is a copy
        of one. If that is the one found last, by another key, it is not told again.

        :param order: numbers of texts, each once at most. Those that are not there are
            left out; what is returned are places in it.
        :param parts: in how many parts keys are looked at, to save memory.
        :raises ValueError: if there is no such text.
        """
        if len(order) and int(order.max()) >= len(self):
            raise ValueError("no such text")
        last: dict[int, int] = {}
        found: list[tuple[int, int]] = []
        for part in range(parts):
            entries = self._entries(order, part, parts)
            keys, places = entries >> np.uint64(32), entries & np.uint64(_LAST)
            starts = np.flatnonzero(keys[1:] != keys[:-1]) + 1
            for group in np.split(places, starts):
                compared: list[int] = []
                for place in group.tolist() if len(group) > 1 else ():
                    before = self._copied(order, place, compared, last.get(place))
                    if before is None:
                        # The same key may be there twice.
                        if len(compared) < COMPARED and place not in compared[-1:]:
                            compared.append(place)
                    elif last.get(place) != before:
                        last[place] = before
                        found.append((place, before))
        later, earlier = np.array(found, np.uint32).reshape(-1, 2).T
        return later, earlier

    def _copied(
        self, order: Numbers, place: int, compared: list[int], last: int | None
    ) -> int | None:
        """Return the first of *compared* that a text is known to be a copy of."""
        for before in compared:
            if before == place:
                continue
            if before == last or self.are_copies(int(order[place]), int(order[before])):
                return before
        return None

    def _entries(self, order: Numbers, part: int, parts: int) -> NDArray[np.uint64]:
        """Return keys, each with its text's place in the lower half, sorted."""
        found = []
        for place, number in enumerate(order.tolist()):
            row = self._row(number)
            keys = row[2 : 2 + min(int(row[1]), KEYS)].astype(np.uint64)
            keys = keys[keys % np.uint64(parts) == part]
            found.append((keys << np.uint64(32)) | np.uint64(place))
        return np.sort(np.concatenate([np.empty(0, np.uint64), *found]))

    def _row(self, number: int) -> Numbers:
        part = int(np.searchsorted(self._firsts, number, "right")) - 1
        row: Numbers = self._parts[part][number - int(self._firsts[part])]
        return row


def _hashes(title: NDArray[np.uint64], body: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes that a sketch consists of, ascending."""
    if not len(body):
        return np.empty(0, np.uint64)
    if len(body) < LEAST_TOKENS:
        total = 0
        for value in [*title.tolist(), 1, *body.tolist()]:
            total = (total * _FACTOR + value) & _MASK
        return _mix(np.array([total], np.uint64))
    count = len(body) - SHINGLE + 1
    totals = np.zeros(count, np.uint64)
    for place in range(SHINGLE):
        totals = totals * np.uint64(_FACTOR) + body[place : place + count]
    return np.unique(_mix(totals))[:SAMPLE]


def _are_copies(one: Numbers, other: Numbers) -> bool:
    tokens = sorted((int(one[0]), int(other[0])))
    if not (one[1] and other[1]):
        return False
    if tokens[0] < LEAST_TOKENS:
        # With one hash, all of which must be the same.
        is_same = one[2] == other[2] and one[_FIRST] == other[_FIRST]
        return bool(tokens[0] == tokens[1] and is_same)
    if tokens[0] * LONGER < tokens[1]:
        return False
    # Up to here both sketches have every hash that there is.
    limit = min(_limit(one), _limit(other))
    samples = [_sample(each, limit) for each in (one, other)]
    least = min(map(len, samples))
    shared = _count_shared(*samples)
    wanted = SHARED_OF_FEW if tokens[0] < FEW_TOKENS else SHARED
    return least > 0 and shared * OF >= least * wanted


def _limit(row: Numbers) -> int:
    return int(row[_FIRST + SAMPLE - 1]) if row[1] == SAMPLE else _LAST


def _sample(row: Numbers, limit: int) -> list[int]:
    found: list[Any] = row[_FIRST : _FIRST + int(row[1])].tolist()
    return [each for each in found if each <= limit]


def _count_shared(one: list[int], other: list[int]) -> int:
    """Count what two ascending lists have in common, equal ones each by each."""
    shared = first = second = 0
    while first < len(one) and second < len(other):
        if one[first] == other[second]:
            shared += 1
        is_behind = one[first] <= other[second]
        is_before = one[first] >= other[second]
        first += is_behind
        second += is_before
    return shared
