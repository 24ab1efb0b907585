"""Articles, and editions of them made by the plain oracle."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.article import Article
from broadsheet.index.codec.deletions import write_deletions
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.segment import ColumnarSegment
from broadsheet.index.editions import Current, Editions
from broadsheet.index.pins import make_pin
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.toc import INDEX_NAME, names_of, read_toc, write_toc

from .plain_segment import write_plain_segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: From common to rare; capitals, marks, possessives, numbers and other scripts.
_WORDS = (
    "the of oil said US prices us gas IT it who WHO council's council running run "
    "runs élections elections O’Brien AT&T C++ 3.5% 1,000 e-mail straße U.S. "
    "石油价格 हिन्दी l’eau don't naïve Żuk mayor state union phrase 👩‍🚀 rare"
)
#: Lengths that Whoosh's single byte can hold, so that scores can be compared.
EXACT_LENGTHS = (0, 1, 2, 3, 5, 8, 10, 12, 16)


def make_articles(count: int, seed: int, prefix: str = "a") -> list[Article]:
    """Return articles of few words, so that many terms have many postings."""
    rng = random.Random(seed)
    vocabulary = _WORDS.split()
    weights = [1 / (place + 1) for place in range(len(vocabulary))]

    def text(lengths: Sequence[int]) -> str:
        words = rng.choices(vocabulary, weights, k=rng.choice(lengths))
        return "".join(word + rng.choice((" ", " ", ", ", "\n")) for word in words)

    def article(number: int) -> Article:
        dated = rng.random() < 0.8
        return Article(
            id=f"{prefix}{number * 7919 % 10007}",
            title=text(EXACT_LENGTHS),
            body=text((*EXACT_LENGTHS, 30, 60)),
            published=f"19{rng.randrange(10, 99)}-0{rng.randrange(1, 9)}"
            if dated
            else None,
            date_precision="month" if dated else None,
            date_source="given" if dated else "missing",
            authors=tuple(rng.sample(("Ann Lee", "Bob Ray", "ann lee", "Żuk"), k=2))
            if number % 3
            else (),
            source=rng.choice(("Reuters", "AP", "Le Monde", None)),
            section=rng.choice(("World", "world", None)),
            tags=tuple(rng.choices(("oil", "Öl", "OIL", "gas"), k=number % 4)),
            language=rng.choice(("en", "fr", None)),
            url=f"https://example.org/{number}" if number % 2 else None,
            extra={"number": number},
        )

    return [article(number) for number in range(count)]


def write_edition(
    folder: Path,
    segments: Sequence[list[Article]],
    deleted: Sequence[int] = (),
    languages: tuple[str, ...] = (),
) -> Path:
    """Write an edition, with the documents of these numbers deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    bases = accumulate(map(len, segments), initial=0)
    for base, articles in zip(bases, segments, strict=False):
        segment = ColumnarSegment(INDEX_NAME, len(articles))
        write_plain_segment(folder, segment.segment_id(), articles, languages)
        gone = [each - base for each in deleted if 0 <= each - base < len(articles)]
        if gone:
            mask = np.ones(len(articles), np.bool_)
            mask[gone] = False
            file = SegmentFile(segment.path(folder))
            name = write_deletions(folder, file, mask, 1)
            segment = segment.mark_deleted(name, len(gone))
        made.append(segment)
    write_toc(folder, 1, made)
    return folder


def write_archive(
    path: Path, segments: Sequence[list[Article]], deleted: Sequence[int] = ()
) -> Path:
    """Write an archive of one edition and return that edition's folder."""
    editions = Editions(path)
    number = editions.begin()
    folder = write_edition(editions.folder(number), segments, deleted, ("en",))
    make_pin(folder, 1, names_of(read_toc(folder, 1).segments))
    editions.finish(number, 1, ArchiveSettings())
    editions.publish(Current(number, None))
    return folder


@pytest.fixture(scope="session")
def many() -> tuple[list[Article], list[Article]]:
    """Articles for two segments, of which the first has several blocks a term."""
    return make_articles(400, 1), make_articles(60, 2, "b")


@pytest.fixture(scope="session")
def many_deleted() -> list[int]:
    """Numbers of documents in both segments."""
    return sorted(random.Random(3).sample(range(460), 50))


@pytest.fixture(scope="session")
def many_edition(
    tmp_path_factory: pytest.TempPathFactory,
    many: tuple[list[Article], list[Article]],
    many_deleted: list[int],
) -> Path:
    """The edition of all of them."""
    folder = tmp_path_factory.mktemp("many") / "edition"
    return write_edition(folder, many, many_deleted)
