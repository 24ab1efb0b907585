"""Derivation: whether a segment says what its stored articles say.

Every article is decompressed, read and analysed anew, some at a time.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ..analysis import fold
from ..analysis.stems import stem_keys
from ..documents import field_values
from ..schema import DIGEST_BYTES, VALUE_FIELDS, WORD_FIELDS
from ..wellformed import span_of
from .layout import TEXTS
from .rereading import Rereading
from .stored import StoredArticle, digest
from .value_checks import ValueCheck, WordCheck

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..article import Article
    from ..kernels.choice import Kernels
    from .layout import SegmentFile

_BATCH = 512


def broken_derivations(file: SegmentFile, kernels: Kernels) -> Iterator[str]:
    """Yield what of *file* is not what its articles say.

    :param file: one that breaks no law and is of this version's analysis.
    """
    texts = Rereading(file, kernels)
    values = {field: ValueCheck(file, field, kernels) for field in VALUE_FIELDS}
    words = {field: WordCheck(file, field, kernels) for field in WORD_FIELDS}
    for first in range(0, file.count, _BATCH):
        articles = []
        for docnum in range(first, min(first + _BATCH, file.count)):
            payload = file.stored.payload(docnum)
            articles.append(StoredArticle(payload).article)
            if _digest(file, docnum) != digest(payload):
                yield f"has a wrong digest of document {docnum}"
        yield from _broken_columns(file, first, articles)
        given = [field_values(article) for article in articles]
        for field, value_check in values.items():
            yield from value_check.broken(first, [each[field] for each in given])
        for field, word_check in words.items():
            word_check.note(first, [each[field] for each in given])
        for field in TEXTS:
            read = [getattr(article, field) for article in articles]
            yield from texts.broken(field, first, read)
    yield from texts.broken_end()
    for value_check in values.values():
        yield from value_check.broken_end()
    for word_check in words.values():
        yield from word_check.broken_end()
    for language in file.meta["languages"]:
        if not _has_stems(file, language):
            yield f"has wrong stem groups of {language}"


def _digest(file: SegmentFile, docnum: int) -> bytes:
    place = docnum * DIGEST_BYTES
    return file.array("digest")[place : place + DIGEST_BYTES].tobytes()


def _broken_columns(
    file: SegmentFile, first: int, articles: Sequence[Article]
) -> Iterator[str]:
    rows = slice(first, first + len(articles))
    columns = [file.array(f"date.{part}")[rows] for part in ("kind", "start", "end")]
    found = zip(*(column.tolist() for column in columns), strict=True)
    for docnum, (article, span) in enumerate(zip(articles, found, strict=True), first):
        if tuple(span_of(article)) != span:
            yield f"has a wrong date of document {docnum}"
        if article.id.encode() != file.ids[docnum]:
            yield f"has a wrong id of document {docnum}"


def _has_stems(file: SegmentFile, language: str) -> bool:
    """Tell whether the stem groups are those of all spellings."""
    table = file.stems(language)
    if table is None:
        return False
    forms = [term.decode() for term in file.dictionary("text")]
    spellings = [term.decode() for term in file.dictionary("spelling")]
    spelled = [*(form.lower() for form in forms), *spellings]
    owners = [*forms, *map(fold, spellings)]
    numbers = {form: number for number, form in enumerate(forms)}
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for key, form in zip(stem_keys(language, spelled), owners, strict=True):
        group = groups[key]
        if form in numbers:
            group.add(numbers[form])
    found = table.forms.tolist()
    rows = [found[start:end] for start, end in pairwise(table.offsets.tolist())]
    keys = [key.decode() for key in table.keys]
    return dict(zip(keys, rows, strict=True)) == {
        key: sorted(group) for key, group in groups.items()
    }
