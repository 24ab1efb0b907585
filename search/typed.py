"""Typed: a query as far as it is typed, and the word that is being typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..index import fold, is_acronym, query_tokens
from .errors import QuerySyntaxError
from .query import (
    Group,
    Phrase,
    Scope,
    Word,
    leaves_of,
    parse,
    print_query,
    with_leaves,
)

if TYPE_CHECKING:
    from .query import Limits, Node


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of a query; its last character is the newest."""

    q: str
    root: Node
    #: The word or open phrase at the end; None if no word is being typed.
    leaf: Word | Phrase | None
    #: The field that it is to be searched in; None if it names none.
    field: str | None
    #: Whether articles with it are to be left out.
    is_excluded: bool
    #: The last word of it, as typed; empty if there is none.
    word: str
    limits: Limits

    @classmethod
    def of(cls, q: str, limits: Limits) -> Typed:
        """Read *q*, whatever it is."""
        root = parse(q, limits=limits, lenient=True).root
        *_, last = leaves_of(root)
        node, word = last.node, ""
        if isinstance(node, Word | Phrase) and _is_open(node, len(q)):
            starts = query_tokens(node.text, acronyms=False).starts
            word = node.text[starts[-1] :] if starts else ""
            leaf = node if word else None
            return cls(q, root, leaf, last.field, last.is_excluded, word, limits)
        return cls(q, root, None, None, False, "", limits)  # noqa: FBT003 - a fact

    @property
    def prefix(self) -> str:
        """What the forms of the word begin with."""
        return fold(self.word)

    @property
    def is_alone(self) -> bool:
        """Whether there is nothing but the word that is being typed."""
        root = self.root
        return (root.clause if isinstance(root, Scope) else root) is self.leaf

    def texts(self) -> list[Word | Phrase]:
        """Return the words and phrases that are typed; empty if there is all else."""
        root = self.root
        if isinstance(root, Scope) and root.field == "title":
            root = root.clause
        clauses = root.clauses if isinstance(root, Group) else (root,)
        texts = [each for each in clauses if isinstance(each, Word | Phrase)]
        return texts if len(texts) == len(clauses) else []

    def completed(self, form: str) -> tuple[str, str] | None:
        """Return the word that *form* completes, and the whole query with it.

        The query is read strictly; None if it cannot be.
        """
        leaf = self.leaf
        if leaf is None:
            return None
        word = self._spelled(form)
        text = leaf.text[: len(leaf.text) - len(self.word)] + word
        before = self.q[: len(self.q) - len(self.word)]
        # What looks like an operator is written in quotes.
        for made in (replace(leaf, text=text), Phrase(text)):
            root = with_leaves(self.root, [(leaf, made)])
            for q in (before + word, print_query(root)):
                if self._means(q, root):
                    return word, q
        return None

    def _spelled(self, form: str) -> str:
        """Return *form* with the letters that are typed as they are typed."""
        if is_acronym(form) or len(self.word) != len(self.prefix):
            return form
        rest = form[len(self.prefix) :]
        is_shouted = len(self.word) > 1 and self.word.isupper()
        word = self.word + (rest.upper() if is_shouted else rest)
        return word if list(query_tokens(word).forms) == [form] else form

    def _means(self, q: str, root: Node) -> bool:
        try:
            return parse(q, limits=self.limits).root == root
        except QuerySyntaxError:
            return False


def _is_open(leaf: Word | Phrase, end: int) -> bool:
    """Tell whether *leaf* reaches to the *end* of what is typed and may go on."""
    quotes = leaf.at[1] - leaf.at[0] - len(leaf.text)
    return leaf.at[1] == end and quotes == (1 if isinstance(leaf, Phrase) else 0)
