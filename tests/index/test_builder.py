"""The builder: segments like those of plain Python, whatever builds them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import builder as builder_module
from broadsheet.index import frame_work
from broadsheet.index.article import Article
from broadsheet.index.builder import NewSegment, SegmentBuilder
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.segment import ColumnarSegment
from broadsheet.index.documents import read_document
from broadsheet.index.errors import ArchiveCorruptError, ArchiveWriteError
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.work import Work

from .codec.conftest import make_articles
from .codec.plain_segment import write_plain_segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("short_lists")

BUILDS = ["plain"]
try:
    load_kernels("native")
    BUILDS.append("native")
except ImportError:
    pass

#: Arrays that say how articles are compressed, which is not written in stone.
_FRAMES = {"stored.frames", "stored.offsets", "dictionaries.bytes"}

_WORDS = ("oil", "US", "us", "O’Brien", "élan", "石油", "AT&T", "1,000", "l’eau", "-")
_TEXT = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
_NAMES = st.lists(st.sampled_from(["Ann Lee", "ann lee", "Żuk", "oil, gas", "-"]))
_VALUE = st.none() | st.sampled_from(["Reuters", "reuters", "Le Monde", "AT&T"])
_ARTICLES = st.lists(
    st.builds(
        Article,
        id=st.sampled_from(["a", "b", "ä", "10", "9", "Z"]),
        title=_TEXT,
        body=_TEXT,
        authors=_NAMES.map(tuple),
        tags=_NAMES.map(tuple),
        source=_VALUE,
        section=_VALUE,
        language=_VALUE,
        published=st.none() | st.sampled_from(["1902", "2016"]),
        date_precision=st.just("year"),
    ),
    min_size=1,
    max_size=12,
)


def _build(
    folder: Path,
    articles: Iterable[Article],
    *,
    dropped: Sequence[int] = (),
    late: Sequence[int] = (),
    build: Any = None,
    threads: int = 0,
    dictionary: bytes | None = None,
) -> list[NewSegment]:
    """Return the segments of *articles*.

    :param dropped: those that are dropped after the next was added.
    :param late: those that are dropped when all were added.
    """
    with Work(threads) as work:
        builder = SegmentBuilder(folder, load_kernels(build), work, dictionary)
        places = []
        for number, article in enumerate(articles):
            places.append(builder.add(read_document(article, load_kernels())))
            if number - 1 in dropped:
                builder.drop(places[number - 1])
        for number in late:
            builder.drop(places[number])
        return builder.finish(("en", "fr"), is_final=True)


def _arrays(file: SegmentFile, *, frames: bool = False) -> dict[str, Any]:
    return {
        name: (file.array(name).dtype.str, file.array(name).tobytes())
        for name in file.container.names()
        if frames or name not in _FRAMES
    }


def _payloads(file: SegmentFile) -> list[bytes]:
    return [file.stored.payload(docnum) for docnum in range(file.count)]


def _meta(file: SegmentFile) -> dict[str, Any]:
    return {name: value for name, value in file.meta.items() if name != "segment"}


@pytest.mark.parametrize("build", BUILDS)
@given(articles=_ARTICLES, data=st.data())
@settings(deadline=None)
def test_a_segment_is_what_plain_python_makes_of_its_articles(
    tmp_path_factory: pytest.TempPathFactory,
    build: str,
    articles: list[Article],
    data: st.DataObject,
) -> None:
    """Whichever were dropped, and however they were cut into batches."""
    folder = tmp_path_factory.mktemp("built")
    numbers = range(len(articles))
    dropped = data.draw(st.sets(st.sampled_from(numbers), max_size=len(numbers) - 1))
    left = [each for number, each in enumerate(articles) if number not in dropped]
    with pytest.MonkeyPatch.context() as patch:
        batch = data.draw(st.sampled_from([1, 200, 1 << 20]))
        patch.setattr(builder_module, "BATCH_BYTES", batch)
        (made,) = _build(folder, articles, late=sorted(dropped), build=build)
    name = "MAIN_oracle"
    plain = SegmentFile(write_plain_segment(folder, name, left, ("en", "fr")))
    assert _arrays(made.file) == _arrays(plain)
    assert _meta(made.file) == _meta(plain)
    assert _payloads(made.file) == _payloads(plain)
    assert made.live.count == len(left)
    made.file.container.verify()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that some hundred articles make many batches, and several runs."""
    monkeypatch.setattr(builder_module, "BATCH_BYTES", 4_000)
    monkeypatch.setattr(builder_module, "RUN_BYTES", 30_000)
    monkeypatch.setattr(frame_work, "CHOICE_BYTES", 20_000)
    monkeypatch.setattr(frame_work, "LEAST_CHOICE_BYTES", 10_000)


@pytest.mark.usefixtures("small_batches")
def test_builds_and_threads_write_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames and dictionaries, too, in every one of several runs."""
    articles = make_articles(400, 5)
    written = []
    for number, (build, threads) in enumerate(product(BUILDS, (0, 1, 4))):
        folder = tmp_path / str(number)
        folder.mkdir()
        names = iter(range(100))
        monkeypatch.setattr(
            ColumnarSegment, "_random_id", lambda _self, names=names: f"{next(names)}"
        )
        made = _build(
            folder, articles, dropped=[7, 8, 200], build=build, threads=threads
        )
        assert len(made) > 3
        written.append([each.file.path.read_bytes() for each in made])
    assert all(each == written[0] for each in written)


@pytest.mark.usefixtures("small_batches")
def test_runs_have_all_documents_in_the_order_they_came(tmp_path: Path) -> None:
    """One that is dropped when its run is written already is deleted there."""
    articles = make_articles(400, 6)
    made = _build(tmp_path, articles, dropped=[0, 1], late=[3, 5, 399], threads=2)
    found = [
        segment.file.stored.payload(docnum)
        for segment in made
        for docnum in np.flatnonzero(segment.live.mask).tolist()
    ]
    gone = {0, 1, 3, 5, 399}
    assert found == [
        read_document(article, load_kernels()).payload
        for number, article in enumerate(articles)
        if number not in gone
    ]
    assert made[0].file.count - made[0].live.count == 2
    lengths = made[0].file.array("body.lengths")[made[0].live.mask]
    assert made[0].live.tokens["body"] == lengths.sum()


@pytest.mark.usefixtures("small_batches")
def test_a_run_of_which_nothing_is_left_is_no_segment(tmp_path: Path) -> None:
    articles = make_articles(200, 7)
    assert _build(tmp_path, articles, late=range(200)) == []


def test_a_run_that_is_full_with_its_last_batch_is_final(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has its stem groups and checksums, as one that is not full."""
    monkeypatch.setattr(builder_module, "RUN_BYTES", 1)
    articles = make_articles(5, 13)
    (made,) = _build(tmp_path, articles)
    assert made.file.meta["languages"] == ["en", "fr"]
    data = bytearray(made.file.path.read_bytes())
    data[200] ^= 1
    made.file.path.write_bytes(data)
    with pytest.raises(ArchiveCorruptError, match="checksum"):
        SegmentFile(made.file.path).container.verify()


@pytest.mark.usefixtures("small_batches")
def test_frames_share_a_dictionary_where_there_are_many(tmp_path: Path) -> None:
    (few,) = _build(tmp_path, make_articles(10, 8))
    assert len(few.file.array("dictionaries.offsets")) == 1
    many = _build(tmp_path, make_articles(400, 8))
    trained = {each.file.array("dictionaries.bytes").tobytes() for each in many}
    assert len(trained) == 1
    again = _build(tmp_path, make_articles(400, 9), dictionary=min(trained))
    assert {e.file.array("dictionaries.bytes").tobytes() for e in again} == trained


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("threads", [0, 2])
def test_what_fails_in_any_thread_is_raised_to_the_feeder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    monkeypatch.setattr(builder_module, "write_run", _refuse)
    with pytest.raises(ArchiveWriteError, match="No space left"):
        _build(tmp_path, make_articles(2_000, 10), threads=threads)
    assert list(tmp_path.iterdir()) == []


def _refuse(*_arguments: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")
