"""Runs of scripts written without spaces: every two neighbours are a token."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from .characters import HANGUL_TAILS, MARKS, UNSPACED
from .folding import spell
from .tokens import Tokens

# A unit: a character with its marks; of decomposed Hangul, a whole syllable.
_UNIT = re.compile(f"(?s:.)[{MARKS}{HANGUL_TAILS}]*")
_STARTS_UNIT = re.compile(f"[{UNSPACED}]")


class Run(NamedTuple):
    """The tokens of one run; offsets count from its first character."""

    forms: list[str]
    starts: list[int]
    ends: list[int]


def read_run(raw: str) -> Run:
    """Read *n* units as *n* tokens: each with the one after it, the last alone.

    So any part of the run is found as successive tokens: its pairs, or for a
    single unit every form that starts with it.
    """
    starts = [match.start() for match in _UNIT.finditer(raw)]
    ends = [*starts[2:], len(raw), len(raw)][: len(starts)]
    pairs = [raw[start:end] for start, end in zip(starts, ends, strict=True)]
    if spell(raw) == raw:
        return Run(pairs, starts, ends)
    spelled = {pair: spell(pair) for pair in set(pairs)}
    return Run([spelled[pair] for pair in pairs], starts, ends)


def leave_open(text: str, tokens: Tokens) -> Tokens:
    """Take from a query's tokens what would close the run at the end of *text*.

    The unit alone at its end says that the run ends there, which a query does
    not ask for. A run of one unit has nothing else: it is kept, with an open end.
    """
    if not tokens or not _STARTS_UNIT.match(text, tokens.starts[-1]):
        return tokens
    if tokens.ends[-2:-1] != tokens.ends[-1:]:
        return replace(tokens, open_end=True)
    return Tokens(
        tokens.forms[:-1], tokens.spellings[:-1], tokens.starts[:-1], tokens.ends[:-1]
    )
