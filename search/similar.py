"""Similar articles: those that share the words that tell an article from others.

The most telling words are those that are frequent in the article and rare in the
archive (tf-idf). The articles with any of them are ranked as a search for them is.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..index import LANGUAGES, fold_value, is_acronym, tokenize
from .checks import number_in
from .errors import ParameterError
from .plan import Disjunction, NothingClause, TermClause, Window
from .request import FILTERS, SearchRequest, unknown_parameter
from .results import Hit
from .scoring import FIELD_SCORING, K1, idf

if TYPE_CHECKING:
    from ..index import StoredArticle
    from .service import Service

#: What may be asked of an article beside its id and how many are wanted.
SIMILAR_PARAMETERS = (
    *("date_from", "date_to", "since", "tz", "undated"),
    *FILTERS,
    *("exclude", "fields"),
)
#: How many may be wanted.
SIMILAR_SIZE = number_in(1, 100)
#: Words that are searched for.
_WORDS = 25
#: How much of a text is read: what it is about stands there.
_CHARACTERS = 20_000
_TEXTS = tuple(FIELD_SCORING)
_EVERYTHING = SearchRequest()


class SimilarHit(NamedTuple):
    """An article that is similar, and by what."""

    hit: Hit
    #: The telling words that it has too.
    words: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this article."""
        return self.hit.to_dict() | {"words": self.words}


@dataclass(frozen=True, slots=True)
class Similar:
    """Articles similar to one, the most similar first."""

    id: str
    #: The words that tell the article from others, the most telling first.
    words: tuple[str, ...]
    hits: tuple[SimilarHit, ...]
    revision: str
    took_ms: float

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of these articles."""
        return {
            "id": self.id,
            "words": self.words,
            "results": [each.to_dict() for each in self.hits],
            "revision": self.revision,
            "took_ms": self.took_ms,
        }


def similar_request(size: int, **parameters: Any) -> SearchRequest:
    """Return the request for *size* articles with the filters of *parameters*.

    :raises ParameterError: if a name is unknown or a value cannot be used.
    """
    known = ("id", "size", *SIMILAR_PARAMETERS)
    problems = [
        unknown_parameter(name, known) for name in parameters if name not in known
    ]
    problems += SIMILAR_SIZE("size", size)
    if problems:
        raise ParameterError(*problems)
    return SearchRequest.of(**parameters, per_page=size, highlight=False)


def find_similar(service: Service, docnum: int, request: SearchRequest) -> Similar:
    """Return the articles that *request* allows and that are like *docnum*."""
    started = time.perf_counter()
    stored = service.engine.stored(docnum)
    words = _telling_words(service, stored)
    clauses = tuple(
        TermClause(number, word.text, _TEXTS, word.forms, 1.0)
        for number, word in enumerate(words)
    )
    # The article itself is one of them, unless the filters leave it out.
    plan = replace(
        service.plan(request, Window(request.per_page + 1)),
        root=Disjunction(clauses) if clauses else NothingClause(),
    )
    rows = [row for row in service.execute(plan).rows if row.docnum != docnum]
    hits = tuple(
        SimilarHit(
            Hit(row, service.engine.stored(row.docnum), None, (), request.fields),
            tuple(words[number].text for number in sorted(row.clauses)),
        )
        for row in rows[: request.per_page]
    )
    return Similar(
        stored.article.id,
        tuple(word.text for word in words),
        hits,
        service.revision,
        round((time.perf_counter() - started) * 1000, 3),
    )


class _Form(NamedTuple):
    """A form of the article's words, and how it stands there."""

    text: str
    spelling: str
    #: Occurrences, those in the title counted as scoring counts them.
    weight: float
    #: In how many of title and body it is.
    fields: int


@dataclass(slots=True)
class _Word:
    """A word of the article, whatever its inflections, and the forms to search."""

    text: str
    forms: tuple[str, ...]
    weight: float = 0.0
    #: How many of its forms' postings are this article's.
    postings: int = 0


def _telling_words(service: Service, stored: StoredArticle) -> list[_Word]:
    """Return the words that tell an article from others, the most telling first."""
    words = _words(service, stored)
    forms = sorted({form for word in words for form in word.forms})
    counts = dict(zip(forms, service.engine.frequencies(forms, _TEXTS), strict=True))
    articles = service.articles
    worths: list[tuple[float, _Word]] = []
    for word in words:
        count = sum(counts[form] for form in word.forms)
        # What no other article has tells nothing of others.
        if count > word.postings:
            rarity = idf(articles, min(count, articles))
            worths.append((rarity * word.weight / (word.weight + K1), word))
    worths.sort(key=lambda each: (-each[0], each[1].forms))
    return [word for _worth, word in worths[:_WORDS]]


def _words(service: Service, stored: StoredArticle) -> list[_Word]:
    """Return the words of an article in the order of the text."""
    language = _language(service, stored)
    found: dict[tuple[str, ...], _Word] = {}
    for form, each in _forms(stored).items():
        group = _group(service, language, form, each.spelling)
        word = found.setdefault(group, _Word(each.text, group))
        word.weight += each.weight
        word.postings += each.fields
    return list(found.values())


def _forms(stored: StoredArticle) -> dict[str, _Form]:
    """Return the forms of an article's words that have letters."""
    found: dict[str, _Form] = {}
    for field, text in (("body", stored.body), ("title", stored.title)):
        read = text[:_CHARACTERS]
        tokens = tokenize(read)
        counts = Counter(tokens.forms)
        weight = FIELD_SCORING[field].weight
        for number, form in enumerate(tokens.forms):
            count = counts.pop(form, 0)
            if not count or not any(map(str.isalpha, form)):
                continue
            before = found.get(form)
            if before is None:
                spelling = tokens.spellings[number]
                typed = read[tokens.starts[number] : tokens.ends[number]]
                is_shouted = typed.isupper() and not is_acronym(form)
                shown = spelling if is_shouted else typed
                found[form] = _Form(shown, spelling, weight * count, 1)
            else:
                weighed = before.weight + weight * count
                found[form] = before._replace(weight=weighed, fields=2)
    return found


def _language(service: Service, stored: StoredArticle) -> str:
    """Return the language whose inflections are one word: the article's own."""
    own = fold_value(stored.article.language or "").partition("-")[0]
    if own in LANGUAGES:
        return own
    return service.language(_EVERYTHING).partition("-")[0]


def _group(
    service: Service, language: str, form: str, spelling: str
) -> tuple[str, ...]:
    """Return the forms that a search for the word would search."""
    if is_acronym(form) or language not in LANGUAGES:
        return (form,)
    group = service.engine.dictionary.stem_group(language, spelling)
    return group if form in group else tuple(sorted({*group, form}))
