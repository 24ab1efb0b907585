"""Engine: the seam between what a search means and how it is executed.

An engine belongs to one snapshot and answers plans from it alone. It knows
nothing of query text, HTTP, snippets or cursors; :class:`~.archive.Archive`
knows nothing of postings. One suite of tests states what every engine owes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..index import StoredArticle
    from .deadline import Deadline
    from .occurrences import Occurrences
    from .plan import Plan, Position
    from .results import Facet, ScorePart, Timeline
    from .shown import Shown, View
    from .stories import Stories


class Row(NamedTuple):
    """A place in the order of the articles found."""

    #: The engine's own number of the article, for :meth:`Engine.stored`.
    docnum: int
    position: Position
    score: float
    #: Numbers of the leaves of the plan that took part in the match.
    clauses: frozenset[int]
    #: With ``explain``: the parts of the score, in the order of the leaves.
    parts: tuple[ScorePart, ...] | None


class Matches(NamedTuple):
    """What a plan found: exact counts, and the rows of its window."""

    total: int
    undated_excluded: int
    imprecise_excluded: int
    rows: tuple[Row, ...]
    #: Whether there are rows behind the window.
    has_more: bool
    facets: Mapping[str, Facet]
    timeline: Timeline | None
    #: With ``collapse``: the rows are the first of each of these.
    stories: Stories | None = None


class Match(NamedTuple):
    """An article that was found, and what took part in it."""

    #: As in :class:`Row`.
    docnum: int
    #: As in :class:`Row`.
    clauses: frozenset[int]


class Walk(Protocol):
    """All that a plan found, to be gone through in its order; for one thread."""

    #: How many articles there are.
    total: int

    def places_at_least(self, most: int, /) -> int:
        """Return a number that :meth:`Engine.locate` gives no fewer places than.

        It is told before any is read, and is more than *most* rather than exact.

        :raises SearchTimeoutError: if the deadline passes meanwhile.
        """

    def docnums(self) -> Iterator[int]:
        """Yield the engine's number of each article; it takes no deadline."""

    def matches(self) -> Iterator[Sequence[Match]]:
        """Yield the articles, some at a time, with what took part in each.

        :raises SearchTimeoutError: if the deadline passes meanwhile.
        """


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do beyond finding and ordering."""

    facets: bool
    timeline: bool
    explain: bool


class Dictionary(Protocol):
    """The forms of a snapshot's titles and bodies."""

    def __iter__(self) -> Iterator[str]:
        """Iterate over all forms in code point order."""

    def __contains__(self, form: str, /) -> bool:
        """Tell whether any article, kept or deleted, has the form."""

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Iterate over the forms that start with *prefix*, in code point order."""

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share *spelling*'s stem, in code point order."""

    def wildcard_forms(self, pattern: str, check: Callable[[], None]) -> Iterator[str]:
        """Iterate over the forms that *pattern* matches whole, in code point order.

        ``*`` stands for any run, ``?`` for one character; *pattern* is folded
        and matches capitals too.

        :param check: called now and then; raises when the search is to end.
        """

    def fuzzy_forms(
        self, word: str, edits: int, check: Callable[[], None]
    ) -> Iterator[str]:
        """Iterate over the forms within *edits* of *word*, in code point order.

        An edit inserts, deletes or replaces a character or swaps two neighbours
        (optimal string alignment). *word* is folded; capitals are compared as if
        they were.

        :param check: called now and then; raises when the search is to end.
        """


class Engine(Protocol):
    """Executes plans over one snapshot; safe to share between threads."""

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    @property
    def dictionary(self) -> Dictionary:
        """The forms that planning may choose from."""

    def is_used(self, form: str) -> bool:
        """Tell whether an article of the snapshot has *form* in title or body."""

    def common_forms(self, prefix: str, fields: Sequence[str], limit: int) -> list[str]:
        """Return at most *limit* forms that start with *prefix*, from the commonest on.

        By :meth:`frequencies`, then in code point order; forms that are common in no
        segment may be passed over.

        :param fields: ``title`` and ``body`` or one of them, or one field of values,
            whose words are meant.
        """

    def near_forms(
        self, word: str, edits: int, fields: Sequence[str], check: Callable[[], None]
    ) -> list[str]:
        """Return the forms within *edits* of *word*, in code point order.

        As :meth:`Dictionary.fuzzy_forms`, which has the forms of titles and bodies,
        but for any *fields*, as in :meth:`common_forms`.
        """

    def frequencies(self, forms: Sequence[str], fields: Sequence[str]) -> list[int]:
        """Return how often each of *forms* is in one of *fields* of an article.

        A measure, not a count of articles: deleted ones are in it until they are
        merged away, and a form in title and body of one counts twice.
        """

    def execute(self, plan: Plan, deadline: Deadline) -> Matches:
        """Return what *plan* finds.

        :raises SearchTimeoutError: if the deadline passes; never a part answer.
        """

    def walk(self, plan: Plan, deadline: Deadline) -> Walk:
        """Find all of *plan*, whatever its window, once, and return it in its order.

        Nothing is collapsed.

        :raises SearchTimeoutError: if the deadline passes.
        """

    def locate(
        self, plan: Plan, matches: Sequence[Match]
    ) -> list[tuple[Occurrences, Occurrences]]:
        """Return where in title and body of each match what took part stands.

        Of a text in which nothing stands its tokens are left out, too.
        """

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article of a :class:`Row`."""

    def show(self, plan: Plan, rows: Sequence[Row], view: View) -> list[Shown]:
        """Return each row's article, marked where what took part in it stands."""
