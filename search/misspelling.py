"""Misspelling: what a word that the archive hardly has may have been meant to be.

Candidates are the archive's own words within some edits, two words for one and one
for two. Each is worth how frequent it is, and less with every edit: a simple form
of the noisy channel (Kernighan, Church and Gale, COLING 1990).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from ..index import LANGUAGES, capitalisations, is_acronym, query_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..index import Tokens
    from .engine import Engine

#: How many times rarer a slip is than none.
SLIP = 50
_EDIT = math.log(SLIP)
#: Writing the first letter wrong is rarer still.
_FIRST_LETTER = math.log(10)
#: Words of so few letters have too many neighbours, or allow one edit alone.
_SHORT, _MIDDLING = 2, 5
_PART = 2
_CHOICES = 3


class Choice(NamedTuple):
    """What may stand in the place of a word, and the logarithm of how likely it is."""

    text: str
    likelihood: float


class Misspelling:
    """Looks for what words of some fields may have been meant to be.

    :param language: whose inflections are searched too; none for exact words.
    :param rare: a word that is more frequent is what was meant.
    :param check: called now and then; raises when the search is to end.
    """

    def __init__(
        self,
        engine: Engine,
        fields: tuple[str, ...],
        language: str,
        rare: int,
        check: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._fields = fields
        self._language = language
        self._rare = rare
        self._check = check

    def choices(self, text: str) -> list[Choice]:
        """Return how *text* may have been meant, likely ones first.

        It is one of them itself if no word of it looks wrong.
        """
        tokens = query_tokens(text, acronyms=False)
        variants = [Choice(text, 0.0)]
        # From the end, so that places before it stay as they are.
        for number in reversed(range(len(tokens))):
            start, end = tokens.starts[number], tokens.ends[number]
            choices = self._of_token(tokens, number, text[start:end])
            variants = _best(
                [
                    Choice(
                        each.text[:start] + choice.text + each.text[end:],
                        each.likelihood + choice.likelihood,
                    )
                    for each in variants
                    for choice in choices
                ]
            )
        return _best([*variants, *self._joins(text, tokens)])

    def joined(self, one: str, other: str) -> Choice | None:
        """Return *one* and *other* written as one word, if there is such a word."""
        text = f"{one} {other}"
        joins = self._joins(text, query_tokens(text, acronyms=False))
        return joins[0] if len(joins) == 1 else None

    def _joins(self, text: str, tokens: Tokens) -> list[Choice]:
        """Return *text* with two words written as one, for each such word there is."""
        places = [
            (end, start, one + other)
            for end, start, (one, other) in zip(
                tokens.ends, tokens.starts[1:], pairwise(tokens.forms), strict=False
            )
            if text[end:start].isspace()
        ]
        counts = self._engine.frequencies([each[2] for each in places], self._fields)
        return [
            Choice(text[:end] + text[start:], math.log(count) - _EDIT)
            for (end, start, _form), count in zip(places, counts, strict=True)
            if count
        ]

    def _of_token(self, tokens: Tokens, number: int, typed: str) -> list[Choice]:
        """Return what may stand for a token, itself if nothing else may."""
        # Dotted capitals are an acronym's form; edits know no capitals.
        form = tokens.forms[number].casefold()
        frequency = self._frequency(form, tokens.spellings[number])
        if frequency > self._rare or len(form) <= _SHORT or not _is_word(form):
            return [Choice(typed, 0.0)]
        same = math.log(frequency) if frequency else -math.inf
        found = [
            Choice(_as_typed(each.text, typed), each.likelihood)
            for each in (*self._near(form), *self._split(form))
            if each.likelihood > same
        ]
        if frequency or not found:
            found.append(Choice(typed, math.log(frequency or 1)))
        return _best(found)

    def _frequency(self, form: str, spelling: str) -> int:
        """Return how frequent a word is with all that is searched for it."""
        forms = {*capitalisations(form)}
        if self._language in LANGUAGES:
            group = self._engine.dictionary.stem_group(self._language, spelling)
            forms.update(group)
        return sum(self._engine.frequencies(list(forms), self._fields))

    def _near(self, form: str) -> Iterator[Choice]:
        most = 1 if len(form) <= _MIDDLING else 2
        seen = {form}
        for edits in range(1, most + 1):
            near = self._engine.near_forms(form, edits, self._fields, self._check)
            near = [each for each in near if each.lower() not in seen]
            seen.update(near)
            counts = self._engine.frequencies(near, self._fields)
            for each, count in zip(near, counts, strict=True):
                if count and not is_acronym(each):
                    first = 0.0 if each[0] == form[0] else _FIRST_LETTER
                    yield Choice(each, math.log(count) - edits * _EDIT - first)

    def _split(self, form: str) -> Iterator[Choice]:
        places = range(_PART, len(form) - _PART + 1)
        parts = [part for at in places for part in (form[:at], form[at:])]
        counts = iter(self._engine.frequencies(parts, self._fields))
        for at, one, other in zip(places, counts, counts, strict=False):
            if min(one, other):
                text = f"{form[:at]} {form[at:]}"
                yield Choice(text, math.log(min(one, other)) - 2 * _EDIT)


def _is_word(form: str) -> bool:
    """Tell a word from numbers and from what has signs in it, such as ``c++``."""
    return all(char == "'" or category(char)[0] in "LM" for char in form)


def _best(choices: list[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda each: (-each.likelihood, each.text))[:_CHOICES]


def _as_typed(form: str, typed: str) -> str:
    """Return *form* with capitals where *typed* has them, if it is read the same."""
    if typed.isupper():
        cased = form.upper()
    elif typed[0].isupper():
        cased = form[0].upper() + form[1:]
    else:
        return form
    return cased if list(query_tokens(cased).forms) == form.split() else form
