"""Expansion: the forms of a vocabulary that a pattern or a fuzzy word stands for.

Matching ignores capitals: a pattern is given folded, and a form such as ``US`` is
compared as ``us``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: How many forms are looked at between two looks at the clock.
_STRIDE = 256
_WILDCARD = re.compile(r"[*?]")


def literal_prefix(pattern: str) -> str:
    """Return what every form that *pattern* matches starts with, but for its case."""
    return _WILDCARD.split(pattern, maxsplit=1)[0]


def wildcard_forms(
    forms: Iterable[str], pattern: str, check: Callable[[], None]
) -> Iterator[str]:
    """Yield the forms that *pattern* matches whole.

    ``*`` stands for any run, ``?`` for one character. Linear in the forms'
    lengths for each star: no backtracking past the last one.

    :param check: called now and then; raises when the search is to end.
    """
    for number, form in enumerate(forms):
        if number % _STRIDE == 0:
            check()
        if matches_wildcard(pattern, form.casefold()):
            yield form


def matches_wildcard(pattern: str, text: str) -> bool:
    """Tell whether *pattern* matches the whole of *text*."""
    at = place = 0
    star = retry = -1
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, retry = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[place]):
            at += 1
            place += 1
        elif star >= 0:
            retry += 1
            at, place = star + 1, retry
        else:
            return False
    return pattern[at:].strip("*") == ""


def fuzzy_forms(
    forms: Sequence[str], word: str, edits: int, check: Callable[[], None]
) -> Iterator[str]:
    """Yield the forms within *edits* of *word* in optimal string alignment.

    An edit inserts, deletes or replaces a character or swaps two neighbours.
    Walks the sorted *forms* like a trie: rows of the distance table are shared
    by common prefixes, and a prefix that is already too far is skipped whole
    (Wagner and Fischer 1974; Shang and Merrett 1996 for the walk).
    """
    rows: list[list[int]] = [list(range(len(word) + 1))]
    previous, index, steps = "", 0, 0
    while index < len(forms):
        steps += 1
        if steps % _STRIDE == 0:
            check()
        form = forms[index].casefold()
        del rows[_common_prefix(previous, form) + 1 :]
        reached = _extend(rows, form, word, edits)
        previous = form[:reached]
        if reached < len(form):
            index = _skip(forms, index, reached + 1)
            continue
        if rows[-1][-1] <= edits:
            yield forms[index]
        index += 1


def _extend(rows: list[list[int]], form: str, word: str, edits: int) -> int:
    """Add the rows of *form*; return how many of its characters are within reach."""
    while len(rows) <= len(form):
        row = _next_row(rows, form, word)
        last = rows[-1]
        # A swap looks two rows back, so a prefix is lost only with both rows.
        if min(row) > edits and min(last) > edits - 1:
            return len(rows) - 1
        rows.append(row)
    return len(form)


def _next_row(rows: list[list[int]], form: str, word: str) -> list[int]:
    depth = len(rows)
    character, last = form[depth - 1], rows[-1]
    row = [depth]
    for column in range(1, len(word) + 1):
        cost = 0 if word[column - 1] == character else 1
        best = min(last[column] + 1, row[column - 1] + 1, last[column - 1] + cost)
        if (
            depth > 1
            and column > 1
            and word[column - 2] == character
            and word[column - 1] == form[depth - 2]
        ):
            best = min(best, rows[-2][column - 2] + 1)
        row.append(best)
    return row


def _skip(forms: Sequence[str], index: int, length: int) -> int:
    """Return the first form behind *index* that has another prefix of *length*."""
    prefix = forms[index][:length]
    return max(bisect_left(forms, prefix + "\U0010ffff", index), index + 1)


def _common_prefix(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
