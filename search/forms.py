"""Forms: which of the dictionary's forms each word of a query searches.

What a word, phrase, pattern or fuzzy word stands for is settled here, from the
forms that the snapshot's articles have, never from the text of the articles.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from ..index import LANGUAGES, capitalisations, fold, is_acronym, query_tokens
from .query import PATTERN_SEPARATORS, Fuzzy, Phrase, QueryWarning, Wildcard, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..index import Tokens
    from .deadline import Deadline
    from .engine import Engine
    from .query import Limits, Node

#: The forms that may stand at one place.
Slot: TypeAlias = tuple[str, ...]

#: Where a pattern's text falls into words, as analysis would cut it.
_PATTERN_PART = re.compile(rf"(?:[^{PATTERN_SEPARATORS}]|(?<=\d)\.(?=[\d*?]))+")


class Forms:
    """Chooses the forms of one query; each method gives one slot a token.

    Warnings gather in :attr:`warnings`: whatever was read otherwise than typed.
    """

    def __init__(
        self, engine: Engine, *, language: str, limits: Limits, deadline: Deadline
    ) -> None:
        self.warnings: list[QueryWarning] = []
        #: Whether capitals tell an acronym from a word.
        self.acronyms = True
        self._engine = engine
        self._language = language.partition("-")[0]
        self._limits = limits
        self._deadline = deadline

    def of_word(self, node: Word) -> tuple[list[Slot], bool]:
        """Return the slots of an unquoted word and whether the last one is open."""
        tokens = query_tokens(node.text, acronyms=self.acronyms)
        slots = [self._stemmed(tokens, number, node) for number in range(len(tokens))]
        return slots, tokens.open_end

    def of_phrase(self, node: Phrase) -> tuple[list[Slot], bool]:
        """Return the slots of quoted text and whether the last one is open."""
        tokens = query_tokens(node.text, acronyms=self.acronyms)
        slots = [self._exact(tokens, number, node) for number in range(len(tokens))]
        return slots, tokens.open_end

    def of_pattern(self, node: Wildcard) -> list[Slot]:
        """Return the slots of a pattern; parts without a wildcard are exact."""
        slots: list[Slot] = []
        for part in _PATTERN_PART.findall(node.pattern):
            head = re.split(r"[*?]", part, maxsplit=1)[0]
            tokens = query_tokens(head, acronyms=self.acronyms)
            if head == part:
                slots += [self._exact(tokens, n, node) for n in range(len(tokens))]
                continue
            # An elided article and a run without spaces are several words: the
            # pattern goes on from the last of them.
            before = len(tokens) - 1
            slots += [self._exact(tokens, n, node) for n in range(before)]
            pattern = part[tokens.starts[-1] :] if before > 0 else part
            slots.append(self._matching(_fold_pattern(pattern), node))
        return slots

    def of_fuzzy(self, node: Fuzzy) -> list[Slot]:
        """Return the slots of a word and of the words near it."""
        tokens = query_tokens(node.text, acronyms=False)
        dictionary, check = self._engine.dictionary, self._deadline.check
        slots = []
        # Only dotted capitals are an acronym here, and edits know no capitals.
        for form in map(str.casefold, tokens.forms):
            near = dictionary.fuzzy_forms(form, node.edits, check)
            slots.append(self._capped(near, node) or (form,))
        return slots

    def warn(self, code: str, detail: str, node: Node) -> None:
        """Tell, once, how *node* was read."""
        warning = QueryWarning(code, detail, node.at)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _stemmed(self, tokens: Tokens, number: int, node: Node) -> Slot:
        """Return the forms that the unquoted token *number* searches."""
        form, spelling = tokens.forms[number], tokens.spellings[number]
        exact = self._exact(tokens, number, node)
        if self._language not in LANGUAGES or self._is_open(tokens, number):
            return exact
        if exact == (form,) and _is_acronym(form):
            return exact
        group = self._engine.dictionary.stem_group(self._language, spelling)
        if all(each in group for each in exact):
            return group
        return tuple(sorted({*group, *exact}))

    def _exact(self, tokens: Tokens, number: int, node: Node) -> Slot:
        """Return the forms that the quoted token *number* searches."""
        form = tokens.forms[number]
        if self._is_open(tokens, number):
            prefixed = self._engine.dictionary.forms_with_prefix(form)
            return self._capped(prefixed, node) or (form,)
        if _is_acronym(form) and not self._engine.is_used(form):
            # Folded as words are: lower case would end the form of ΓΑΣ in ς.
            word = form.casefold()
            self.warn(
                "acronym_read_as_word",
                f"No article has the acronym {form}; it was read as the word {word}.",
                node,
            )
            form = word
        return self._known(capitalisations(form))

    def _is_open(self, tokens: Tokens, number: int) -> bool:
        return tokens.open_end and number == len(tokens) - 1

    def _known(self, forms: Slot) -> Slot:
        """Return those of *forms* that the dictionary has; the first if none."""
        if len(forms) == 1:
            return forms
        known = tuple(form for form in forms if form in self._engine.dictionary)
        return tuple(sorted(known)) or forms[:1]

    def _matching(self, pattern: str, node: Wildcard) -> Slot:
        forms = self._engine.dictionary.wildcard_forms(pattern, self._deadline.check)
        return self._capped(forms, node) or (pattern,)

    def _capped(self, forms: Iterable[str], node: Node) -> Slot:
        """Return at most as many of *forms* as one word may stand for."""
        limit = self._limits.expansions
        kept = tuple(islice(forms, limit + 1))
        if len(kept) > limit:
            self.warn(
                "too_many_forms",
                f"{as_typed(node)} stands for more than {limit:,} words; the first "
                f"{limit:,} in alphabetical order were searched. Give more letters.",
                node,
            )
        return kept[:limit]


def _is_acronym(form: str) -> bool:
    # A word in lower case, as most are, need not be looked at twice.
    return not form.islower() and is_acronym(form)


def as_typed(node: Node) -> str:
    """Return a leaf of the query as it was typed."""
    match node:
        case Word(text):
            return text
        case Phrase(text, slop):
            return f'"{text}"' + (f"~{slop}" if slop else "")
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case _:
            return "the query"


def _fold_pattern(part: str) -> str:
    """Fold the letters of a pattern and leave its wildcards."""
    return "".join(
        piece if piece in ("*", "?") else fold(piece.casefold().replace("’", "'"))
        for piece in re.split(r"([*?])", part)
    )
