"""Concordance: every place of the words and phrases asked for, with what is around it.

Each place in the title or body of an article that was found is a line: what stands
there, some of the text before and behind, and where in the text, in code points.
Words that were excluded, and those of an alternative that did not match, have no
lines; words that stand at one place by two parts of the query have one.

Lines are in one of three orders. By ``position``: articles by date, the oldest
first, in an article title before body, from the beginning on. By ``left``: by the
words before the place, the nearest first. By ``right``: by those behind it. Capitals
and accents aside, so many words count: :data:`SORTED_WORDS`. Equal lines stand by
position.

Of each line only its place and what it is sorted by is kept; its text is cut out of
the article when it is shown.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..index import fold_value, tokenize
from .checks import choice_of, number_in
from .errors import NoWordsError, ParameterError, TooManyOccurrencesError
from .occurrences import marked_leaves, spans
from .plan import Window
from .request import QUESTION_PARAMETERS, SearchRequest, unknown_parameter

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from ..index import StoredArticle
    from .occurrences import Occurrences
    from .plan import Plan
    from .results import QueryEcho
    from .service import Service

#: Words to the one side or the other that lines are sorted by.
SORTED_WORDS = 5
SORTS = ("position", "left", "right")
#: What lines tell of the article, then what of the place.
CONCORDANCE_COLUMNS = (
    *("id", "title", "source", "published"),
    *("field", "start", "end", "left", "keyword", "right"),
)
#: What a concordance can be asked beside the question, with its checks.
CONCORDANCE_RULES = {
    "sort": choice_of(SORTS),
    "context": number_in(10, 500),
    "page": number_in(1, 10**9),
    "per_page": number_in(1, 100),
}
CONCORDANCE_PARAMETERS = (*QUESTION_PARAMETERS, *CONCORDANCE_RULES)
_FIELDS = ("title", "body")
#: Articles whose text is kept while lines are shown.
_KEPT = 64
#: How far to the other side of a cut the word that it may go through is looked for.
_REACH = 100
_SPACE = re.compile(r"\s")
#: What a word takes with it, though it is not read.
_POSSESSIVE = re.compile(r"['’][sS](?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceRequest:
    """One concordance.

    :raises ParameterError: listing every value that cannot be used.
    """

    #: Which articles are meant.
    question: SearchRequest
    sort: Literal["position", "left", "right"] = "position"
    #: Code points to either side of a place, 10 to 500.
    context: int = 60
    page: int = 1
    per_page: int = 50

    def __post_init__(self) -> None:
        problems = [
            problem
            for name, check in CONCORDANCE_RULES.items()
            for problem in check(name, getattr(self, name))
        ]
        if problems:
            raise ParameterError(*problems)

    @classmethod
    def of(cls, q: str = "", **parameters: Any) -> ConcordanceRequest:
        """Return the request with *parameters*, those of a search or our own.

        :raises ParameterError: if a name is unknown or a value cannot be used.
        """
        unknown = [
            unknown_parameter(name, CONCORDANCE_PARAMETERS)
            for name in parameters
            if name not in CONCORDANCE_PARAMETERS
        ]
        if unknown:
            raise ParameterError(*unknown)
        own = {
            name: parameters[name] for name in CONCORDANCE_RULES if name in parameters
        }
        rest = {
            name: parameters[name]
            for name in parameters
            if name not in CONCORDANCE_RULES
        }
        return cls(question=SearchRequest.of(q, sort="oldest", **rest), **own)


class ConcordanceLine(NamedTuple):
    """One place, with what is around it."""

    id: str
    #: The article's title.
    title: str
    source: str | None
    published: str | None
    #: ``title`` or ``body``.
    field: str
    #: Half-open span of code points of the field.
    start: int
    end: int
    #: What stands before, as it is, up to the beginning of a word.
    left: str
    #: What stands there.
    keyword: str
    #: What stands behind, up to the end of a word.
    right: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this line."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines; iterates over them."""

    #: How the question was read.
    query: QueryEcho
    lines: tuple[ConcordanceLine, ...]
    #: Lines there are, on all pages.
    total: int
    #: Articles that match; each has at least one line, unless it matches by more
    #: than words.
    articles: int
    #: ``edition.generation``: exactly what was searched.
    revision: str
    sort: str
    page: int
    per_page: int

    @property
    def last_page(self) -> int:
        """The number of the last page; 0 if there is none."""
        return -(-self.total // self.per_page)

    def __iter__(self) -> Iterator[ConcordanceLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, number: int) -> ConcordanceLine:
        return self.lines[number]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this page; links are for HTTP to add."""
        return {
            "query": self.query.to_dict(),
            "total": self.total,
            "articles": self.articles,
            "revision": self.revision,
            "sort": self.sort,
            "page": self.page,
            "per_page": self.per_page,
            "lines": [line.to_dict() for line in self.lines],
        }


class Lines:
    """All lines of a concordance, in order; made by :func:`find_lines`."""

    def __init__(
        self, service: Service, places: Places, sort: str, context: int
    ) -> None:
        self._places = places
        self._context = context
        self._order: Sequence[int] = range(len(places))
        if sort != "position":
            self._order = array("L", sorted(self._order, key=places.keys.__getitem__))
        # What is shown together is most often of few articles.
        self._texts = lru_cache(maxsize=_KEPT)(_reader(service))

    def __len__(self) -> int:
        return len(self._order)

    def some(self, start: int, stop: int) -> Iterator[ConcordanceLine]:
        """Yield the lines from *start* up to *stop*."""
        return map(self._line, self._order[start:stop])

    def _line(self, number: int) -> ConcordanceLine:
        docnum, which, start, end = self._places[number]
        article, texts = self._texts(docnum)
        text, value = texts[which], article.record.get
        return ConcordanceLine(
            article.id,
            texts[0],
            value("source"),
            value("published"),
            _FIELDS[which],
            start,
            end,
            text[_cut_left(text, start, self._context) : start],
            text[start:end],
            text[end : _cut_right(text, end, self._context)],
        )


@dataclass(slots=True)
class Places:
    """Where lines stand, and what they are sorted by; by number."""

    docnums: array[int] = field(default_factory=lambda: array("L"))
    #: 0 for the title, 1 for the body.
    fields: array[int] = field(default_factory=lambda: array("B"))
    starts: array[int] = field(default_factory=lambda: array("L"))
    ends: array[int] = field(default_factory=lambda: array("L"))
    #: Empty if they stand by position.
    keys: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.docnums)

    def __getitem__(self, number: int) -> tuple[int, int, int, int]:
        return (
            self.docnums[number],
            self.fields[number],
            self.starts[number],
            self.ends[number],
        )

    def add(self, docnum: int, which: int, start: int, end: int) -> None:
        """Add a place of a field of an article."""
        self.docnums.append(docnum)
        self.fields.append(which)
        self.starts.append(start)
        self.ends.append(end)


def find_lines(
    service: Service, request: ConcordanceRequest
) -> tuple[Plan, int, Lines]:
    """Return the plan of *request*, how many articles it finds, and the lines.

    :raises NoWordsError: if the query has no word that could have a line.
    :raises TooManyOccurrencesError: if there are more lines than may be.
    :raises SearchTimeoutError: if the deadline passes.
    """
    plan = service.plan(request.question, Window(0))
    if not marked_leaves(plan):
        raise NoWordsError
    walk = service.walk(plan)
    places, limit = Places(), service.limits.occurrences
    # Common words are refused at once, not when the time is over.
    if walk.places_at_least(limit) > limit:
        raise TooManyOccurrencesError(limit)
    keys = _Keys(request.sort)
    for matches in walk.matches():
        service.check()
        for match, found in zip(
            matches, service.engine.locate(plan, matches), strict=True
        ):
            for which, occurrences in enumerate(found):
                stretches = spans(occurrences)
                for start, end in stretches:
                    places.add(match.docnum, which, start, end)
                if stretches and request.sort != "position":
                    text = _text(service.engine.stored(match.docnum), which)
                    places.keys += keys.of(text, occurrences, stretches)
            if len(places) > limit:
                raise TooManyOccurrencesError(limit)
    return plan, walk.total, Lines(service, places, request.sort, request.context)


class _Keys:
    """Makes what lines are sorted by: the words beside a place, the nearest first."""

    def __init__(self, sort: str) -> None:
        self._sort = sort
        # Most words come again.
        self._folded: dict[str, str] = {}

    def of(
        self, text: str, tokens: Occurrences, places: Iterable[tuple[int, int]]
    ) -> Iterator[str]:
        """Yield the key of each of *places* in *text*."""
        starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
        is_left = self._sort == "left"
        for start, end in places:
            if is_left:
                behind = bisect_right(ends, start)
                near = range(behind - 1, max(behind - SORTED_WORDS, 0) - 1, -1)
            else:
                first = bisect_left(starts, end)
                near = range(first, min(first + SORTED_WORDS, len(starts)))
            yield " ".join(
                [self._fold(text[starts[token] : ends[token]]) for token in near]
            )

    def _fold(self, word: str) -> str:
        found = self._folded.get(word)
        if found is None:
            found = self._folded[word] = fold_value(word)
        return found


def _text(stored: StoredArticle, which: int) -> str:
    return stored.body if which else stored.title


def _reader(service: Service) -> Any:
    def read(docnum: int) -> tuple[StoredArticle, tuple[str, str]]:
        stored = service.engine.stored(docnum)
        return stored, (stored.title, stored.body)

    return read


def _cut_left(text: str, start: int, context: int) -> int:
    """Return where the text before *start* begins: not in a word, if it can be."""
    edge = place = max(0, start - context)
    inside = _inside_words(text, edge, max(0, edge - _REACH), start)
    while place in inside:
        place += 1
    return place if place < start else edge


def _cut_right(text: str, end: int, context: int) -> int:
    """Return where the text behind *end* ends: not in a word, if it can be."""
    edge = place = min(len(text), end + context)
    inside = _inside_words(text, edge, end, min(len(text), edge + _REACH))
    while place in inside:
        place -= 1
    return place if place > end else edge


def _inside_words(text: str, edge: int, lowest: int, highest: int) -> Container[int]:
    """Return the places around *edge* where a cut would go through a word.

    They are all between two white spaces, as no word goes beyond one.
    """
    start = edge
    while start > lowest and not text[start - 1].isspace():
        start -= 1
    if start == edge:
        return ()
    gap = _SPACE.search(text, edge, highest)
    part = text[start : gap.start() if gap else highest]
    plain = part.rstrip(",.)")
    if plain.isascii() and plain.isalnum():
        # As most are; to read a text for one word takes longer than to look for it.
        return range(start + 1, start + len(plain))
    tokens = tokenize(part)
    inside: set[int] = set()
    for low, high in zip(tokens.starts, tokens.ends, strict=True):
        inside.update(range(start + low + 1, _with_possessive(text, start + high)))
    # In scripts without spaces words overlap, and may be cut where one starts.
    return inside.difference([start + low for low in tokens.starts])


def _with_possessive(text: str, end: int) -> int:
    """Return where the word up to *end* ends with its possessive."""
    found = _POSSESSIVE.match(text, end)
    return found.end() if found else end
