"""Suggesting: how what is typed of a query may go on.

The last word is completed by the words of the archive, each completion a whole
query with what it finds; beside them stand articles whose titles have all that is
typed. Only what some article has is ever suggested.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from ..index import (
    LANGUAGES,
    StoredArticle,
    capitalisations,
    fold_value,
    is_acronym,
    query_tokens,
    tokenize,
)
from .checks import check_text, number_in
from .errors import ParameterError
from .plan import PhraseClause, TermClause, Window
from .query import Word
from .request import SearchRequest
from .typed import Typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .engine import Engine
    from .forms import Slot
    from .service import Service

#: What may be asked for.
SUGGEST_SIZE = number_in(1, 20)
#: How many common words and titles are looked at for each that is suggested.
_TRIES, _TITLES = 3, 2
#: Words that the one being typed may be in a title.
_ENDINGS = 100
_LONGEST_WORD = 60
_LONGEST_ACRONYM = 3
_EVERYTHING = SearchRequest()


@dataclass(frozen=True, slots=True)
class Completion:
    """What is typed with its last word completed."""

    #: The whole query, which can be read strictly.
    q: str
    #: The last word of it.
    word: str
    #: Articles that it finds.
    total: int


@dataclass(frozen=True, slots=True)
class SuggestedTitle:
    """An article that has what is typed in its title."""

    id: str
    title: str
    #: The article's date, cut at its precision; None if undated.
    published: str | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """How a query may go on."""

    q: str
    #: Those that find most come first.
    completions: tuple[Completion, ...]
    #: Those that begin with what is typed come first.
    titles: tuple[SuggestedTitle, ...]
    revision: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of these suggestions."""
        return asdict(self)


def check_suggest(q: str, size: int) -> None:
    """Refuse what :func:`suggest` cannot be asked.

    :raises ParameterError: naming the parameter.
    """
    problems = [*check_text("q", q), *SUGGEST_SIZE("size", size)]
    if problems:
        raise ParameterError(*problems)


def suggest(service: Service, q: str, size: int) -> Suggestions:
    """Return how *q* may go on: at most *size* completions and titles each."""
    typed = Typed.of(q, service.limits)
    return Suggestions(
        q,
        tuple(_completions(service, typed, size)),
        tuple(_titles(service, typed, size)),
        service.revision,
    )


def _completions(service: Service, typed: Typed, size: int) -> list[Completion]:
    fields = _fields(typed)
    if typed.leaf is None or not fields:
        return []
    # Beside other words the commonest need not find the most.
    tries = size if typed.is_alone else _TRIES * size // 2
    tried: list[Completion] = []
    forms = _common(service.engine, typed, fields, _TRIES * size)
    for form in _distinct(service, typed, forms):
        done = typed.completed(form)
        if done is not None:
            word, q = done
            total = service.count(SearchRequest.of(q))
            tried += [Completion(q, word, total)] if total else []
        if len(tried) == tries:
            break
    if not typed.is_excluded:
        tried.sort(key=lambda each: -each.total)
    return tried[:size]


def _fields(typed: Typed) -> tuple[str, ...]:
    """Return the fields whose words complete what is typed."""
    if typed.field is None:
        return _EVERYTHING.within
    return () if typed.field == "id" else (typed.field,)


def _common(
    engine: Engine, typed: Typed, fields: tuple[str, ...], limit: int
) -> list[str]:
    """Return the commonest forms that the last word may become."""
    prefix = typed.prefix
    forms = engine.common_forms(prefix, fields, limit)
    letters = prefix.replace(".", "")
    if letters.isalpha() and len(letters) <= _LONGEST_ACRONYM:
        forms += engine.common_forms(letters.upper(), fields, limit)
    counts = dict(zip(forms, engine.frequencies(forms, fields), strict=True))
    return sorted(counts, key=lambda form: -counts[form])[:limit]


def _distinct(service: Service, typed: Typed, forms: list[str]) -> Iterator[str]:
    """Yield those of *forms* that an article has, one of each that find the same."""
    dictionary = service.engine.dictionary
    language = service.language(_EVERYTHING).partition("-")[0]
    in_text = typed.field in (None, *_EVERYTHING.within)
    is_stemmed = in_text and isinstance(typed.leaf, Word) and language in LANGUAGES
    seen: set[str] = set()
    for form in forms:
        if in_text and not service.engine.is_used(form):
            continue
        if is_stemmed and not is_acronym(form):
            if form in seen:
                continue
            seen.update(dictionary.stem_group(language, form))
        yield form


def _titles(service: Service, typed: Typed, size: int) -> list[SuggestedTitle]:
    slots = _title_slots(service.engine, typed)
    if not slots:
        return []
    fields = ("title",)
    plan = replace(
        service.plan(_EVERYTHING, Window(_TITLES * size)),
        root=TermClause(0, "", fields, slots[0], 1.0)
        if len(slots) == 1
        else PhraseClause(0, "", fields, slots, 0, 1.0),
    )
    found: dict[str, tuple[bool, StoredArticle]] = {}
    for row in service.execute(plan).rows:
        stored = service.engine.stored(row.docnum)
        title = stored.title
        forms = tokenize(title[: len(typed.q) + _LONGEST_WORD]).forms[: len(slots)]
        is_first = len(forms) == len(slots) and all(map(_has, slots, forms))
        found.setdefault(fold_value(title), (not is_first, stored))
    chosen = sorted(found.values(), key=lambda each: each[0])[:size]
    return [
        SuggestedTitle(stored.article.id, stored.title, stored.published)
        for _later, stored in chosen
    ]


def _title_slots(engine: Engine, typed: Typed) -> tuple[Slot, ...]:
    """Return what a title has one behind the other; empty if none has."""
    slots: list[Slot] = []
    for text in typed.texts():
        forms = query_tokens(text.text, acronyms=False).forms
        slots += map(capitalisations, forms)
    if slots and typed.leaf is not None:
        slots[-1] = tuple(sorted(_common(engine, typed, ("title",), _ENDINGS)))
    return tuple(slots) if all(slots) else ()


def _has(slot: Slot, form: str) -> bool:
    return form in slot
