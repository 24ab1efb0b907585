"""Document: all that the index keeps of one article, made before it is written.

Nothing is handed to the writer until every value of an article is known to be
right: a document given up half-way would leave its terms to the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from .analysis import fold_value, tokenize
from .article import Article
from .dates import DateKind
from .errors import UnusableRecordError
from .postings import (
    Posting,
    encode_postings,
    existence_postings,
    positional_postings,
)
from .records import article_to_record
from .schema import DIGEST_BYTES, VALUE_FIELDS, VALUE_GAP, WORD_FIELDS
from .wellformed import check_article, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .analysis import Tokens
    from .dates import DateSpanKeys

_COMPRESSION_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Document:
    """What the index keeps of one article."""

    id: str
    #: Equal exactly for articles with equal content.
    digest: bytes
    #: The bytes that :func:`decode_article` reads.
    stored: bytes
    postings: Sequence[tuple[str, Sequence[Posting]]]
    #: Tokens of each text field.
    lengths: Mapping[str, int]
    #: A value for every column of the schema.
    columns: Mapping[str, Any]
    #: Neither title nor body.
    is_empty: bool
    is_undated: bool


class DocumentEncoder:
    """Makes documents of articles; for one thread at a time."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_COMPRESSION_LEVEL)

    def encode(self, article: Article) -> Document:
        """Return the document of *article*.

        :raises UnusableRecordError: if the article cannot be kept.
        """
        check_article(article)
        # It finds every string that is not Unicode text.
        record = _dump(article_to_record(article))
        title, body = tokenize(article.title), tokenize(article.body)
        lengths = {"title": len(title), "body": len(body)}
        values = field_values(article)
        span = span_of(article)
        digest = blake2b(record, digest_size=DIGEST_BYTES).digest()
        return Document(
            id=article.id,
            digest=digest,
            stored=self._compressor.compress(record),
            postings=[
                (field, tuple(postings))
                for field, postings in _postings(article.id, title, body, values)
            ],
            lengths=lengths,
            columns=_columns(article, span, digest, lengths, values),
            is_empty=not article.title and not article.body,
            is_undated=span.kind is DateKind.UNDATED,
        )


def decode_article(stored: bytes) -> Article:
    """Return the article that was stored as *stored*, equal to the one given."""
    record = orjson.loads(zstandard.ZstdDecompressor().decompress(stored))
    # Not read as a source's record is: it was found right when it came in.
    for name in ("authors", "tags"):
        record[name] = tuple(record.get(name, ()))
    return Article(**record)


def field_values(article: Article) -> dict[str, tuple[str, ...]]:
    """Return the values of *article* by name of the value field."""
    return {
        "source": _optional(article.source),
        "section": _optional(article.section),
        "author": article.authors,
        "tag": article.tags,
        "lang": _optional(article.language),
    }


def changed_spellings(texts: Iterable[Tokens]) -> set[str]:
    """Return the spellings of *texts* that cannot be told from their forms."""
    return {
        spelling
        for tokens in texts
        for form, spelling in zip(tokens.forms, tokens.spellings, strict=True)
        if form != spelling and form.lower() != spelling
    }


def _dump(record: Mapping[str, Any]) -> bytes:
    try:
        # Sorted, so that the order of keys in a feed is no change of content.
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise UnusableRecordError(f"cannot be kept as JSON: {error}") from error


def _postings(
    article_id: str,
    title: Tokens,
    body: Tokens,
    values: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, Iterator[Posting]]]:
    yield "id", existence_postings([article_id])
    yield "title", positional_postings(title.forms)
    yield "body", positional_postings(body.forms)
    yield "spelling", existence_postings(changed_spellings((title, body)))
    for field in VALUE_FIELDS:
        if values[field]:
            folded = {fold_value(value) for value in values[field]}
            yield field, existence_postings(folded)
    for field in WORD_FIELDS:
        if values[field]:
            yield f"{field}_words", encode_postings(_words(values[field]))


def _words(values: Iterable[str]) -> Iterator[tuple[str, int]]:
    start = 0
    runs = []
    for value in values:
        forms = tokenize(value, acronyms=False).forms
        runs.append(zip(forms, range(start, start + len(forms)), strict=True))
        start += len(forms) + VALUE_GAP
    return chain.from_iterable(runs)


def _columns(
    article: Article,
    span: DateSpanKeys,
    digest: bytes,
    lengths: Mapping[str, int],
    values: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    return {
        "id": article.id.encode(),
        "digest": digest,
        "title_length": lengths["title"],
        "body_length": lengths["body"],
        "date_kind": int(span.kind),
        "date_start": span.start,
        "date_end": span.end,
        **{field: orjson.dumps(values[field]) for field in VALUE_FIELDS},
    }


def _optional(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
