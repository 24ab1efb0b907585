"""Merging: what is left of several segments, as if it had been written at once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.codec import merged_documents, merged_frames, merged_postings
from broadsheet.index.codec.container import ContainerWriter
from broadsheet.index.codec.deletions import Live
from broadsheet.index.codec.layout import TEXTS, SegmentFile
from broadsheet.index.codec.merging import MAX_TOKENS, fits_one_segment, merge_segments
from broadsheet.index.codec.stored import encode_stored
from broadsheet.index.codec.stories import Stories
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.kernels.choice import load_kernels

from .conftest import make_articles
from .plain_segment import write_plain_segment

pytestmark = pytest.mark.usefixtures("short_lists")

BUILDS = {"plain": load_kernels("plain"), "native": load_kernels()}
LANGUAGES = ("en", "fr")
NUMBERS = (f"MAIN_{number}" for number in itertools.count())

build = pytest.mark.parametrize("kernels", BUILDS.values(), ids=BUILDS)


@dataclass(frozen=True)
class Part:
    file: SegmentFile
    live: Live

    @property
    def stories(self) -> Stories:
        return self.file.stories


def open_part(path, gone=()) -> Part:
    file = SegmentFile(path)
    mask = np.ones(file.count, np.bool_)
    mask[list(gone)] = False
    tokens = {name: int(file.array(f"{name}.lengths")[mask].sum()) for name in TEXTS}
    return Part(file, Live(mask, int(mask.sum()), tokens))


def write_part(folder, articles, gone=()) -> Part:
    return open_part(write_segment(folder, articles), gone)


def write_segment(folder, articles) -> Path:
    return write_plain_segment(folder, next(NUMBERS), articles, LANGUAGES)


def merge(folder, parts, kernels) -> SegmentFile:
    name = next(NUMBERS)
    path = folder / f"{name}.bsg"
    count = merge_segments(path, name, parts, LANGUAGES, kernels)
    assert [each.name for each in folder.glob("*.tmp")] == []
    merged = SegmentFile(path)
    merged.container.verify()
    assert merged.count == count
    return merged


def assert_written_at_once(merged: SegmentFile, folder, articles) -> None:
    """Compare all arrays, but stored articles by what was compressed.

    Stories are carried along, not found again: see ``test_stories.py``.
    """
    expected = SegmentFile(write_segment(folder, articles))
    assert merged.meta == {**expected.meta, "segment": merged.meta["segment"]}
    assert set(merged.container.names()) == set(expected.container.names())
    for name in merged.container.names():
        if name in ("stored.frames", "stored.offsets") or "dictionaries" in name:
            continue
        if name.startswith("story."):
            continue
        ours, theirs = merged.array(name), expected.array(name)
        assert ours.dtype == theirs.dtype, name
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
    stored = [merged.stored.payload(docnum) for docnum in range(merged.count)]
    assert stored == [encode_stored(article) for article in articles]


WORDS = ("oil", "oils", "US", "us", "élan", "elan", "ÉU", "of", "石油", "C++", "x" * 40)
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
names = st.sampled_from(["Ann Lee", "ann lee", "Żuk", "Bob", "Bob Öl", "oil", ""])
articles = st.builds(
    Article,
    id=st.sampled_from("abcdefg"),
    title=texts,
    body=texts,
    authors=st.lists(names, max_size=3).map(tuple),
    tags=st.lists(names, max_size=3).map(tuple),
    source=st.none() | names,
    section=st.none() | names,
    language=st.sampled_from([None, "en", "fr"]),
)


@st.composite
def segments(draw):
    """Return the articles of some segments, and of each which are deleted."""
    found = draw(st.lists(st.lists(articles, max_size=6), min_size=1, max_size=4))
    gone = [
        sorted(draw(st.sets(st.integers(0, len(each) - 1)))) if each else []
        for each in found
    ]
    return found, gone


@given(segments())
@settings(max_examples=60)
def test_a_merged_segment_is_the_one_written_of_what_is_left(segments):
    left = [
        article
        for each, gone in zip(*segments, strict=True)
        for docnum, article in enumerate(each)
        if docnum not in gone
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        parts = [write_part(folder, *each) for each in zip(*segments, strict=True)]
        merged = [merge(folder, parts, kernels) for kernels in BUILDS.values()]
        for each in merged:
            assert_written_at_once(each, folder, left)
        assert_same_bytes(*merged)


def assert_same_bytes(left: SegmentFile, right: SegmentFile) -> None:
    """Compare two files, which differ in the segment's name alone."""
    assert left.container.names() == right.container.names()
    for name in left.container.names():
        assert left.array(name).tobytes() == right.array(name).tobytes(), name


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Segments of many blocks a term, one of them with documents deleted."""
    folder = tmp_path_factory.mktemp("parts")
    return [
        write_part(folder, make_articles(400, 1), [3, 5, 100, *range(200, 260)]),
        write_part(folder, make_articles(150, 2, "b")),
        write_part(folder, make_articles(150, 3, "c"), range(150)),
        write_part(folder, make_articles(150, 4)),
    ]


@pytest.fixture(scope="module")
def left():
    """The articles that are left of them."""
    first = make_articles(400, 1)
    gone = {3, 5, 100, *range(200, 260)}
    kept = [article for docnum, article in enumerate(first) if docnum not in gone]
    return [*kept, *make_articles(150, 2, "b"), *make_articles(150, 4)]


@build
@pytest.mark.parametrize("size", [1, 500, 5_000, 48 << 20])
def test_the_ranges_joined_at_once_leave_no_trace(
    tmp_path, kernels, parts, left, size, monkeypatch
):
    monkeypatch.setattr(merged_postings, "RANGE_BYTES", size)
    monkeypatch.setattr(merged_documents, "_STEP", size)
    monkeypatch.setattr(merged_frames, "_STEP", size)
    assert_written_at_once(merge(tmp_path, parts, kernels), tmp_path, left)


@build
def test_merging_in_steps_makes_the_same_segment(tmp_path, kernels, parts):
    first = merge(tmp_path, parts[:2], kernels)
    second = merge(tmp_path, parts[2:], kernels)
    halves = [open_part(each.path) for each in (first, second)]
    whole = merge(tmp_path, parts, kernels)
    assert_same_bytes(merge(tmp_path, halves, kernels), whole)


@build
def test_nothing_may_be_left(tmp_path, kernels):
    part = write_part(tmp_path, make_articles(5, 1), range(5))
    assert_written_at_once(merge(tmp_path, [part, part], kernels), tmp_path, [])


@build
@pytest.mark.parametrize("gone", [[], [0], [1], [0, 1]])
def test_positions_are_wide_only_while_one_that_is_left_is(tmp_path, kernels, gone):
    long = Article("1", "long", "word " * 65_600 + "end")
    spread = Article("2", "tags", "few", tags=tuple(["tag"] * 70))
    parts = [
        write_part(tmp_path, [long, spread], gone),
        write_part(tmp_path, [Article("3", "short", "word end", tags=("tag",))]),
    ]
    left = [each for number, each in enumerate((long, spread)) if number not in gone]
    left.append(Article("3", "short", "word end", tags=("tag",)))
    merged = merge(tmp_path, parts, kernels)
    assert_written_at_once(merged, tmp_path, left)
    assert merged.array("body.positions").itemsize == (2 if 0 in gone else 4)
    assert merged.array("tag_words.positions").itemsize == (2 if 1 in gone else 4)


@build
def test_tokens_that_no_code_fits_keep_their_places(tmp_path, kernels):
    def article(number):
        return Article(str(number), "-" * 40 + "gap", f"{'long' * 20} a{' ' * 99}b")

    made = [article(number) for number in range(6)]
    parts = [write_part(tmp_path, made[:4], [1, 2]), write_part(tmp_path, made[4:])]
    merged = merge(tmp_path, parts, kernels)
    assert len(merged.array("body.escapes.tokens")) == 8
    assert_written_at_once(merged, tmp_path, [made[0], *made[3:]])


def with_frames(path, frames, dictionaries) -> Path:
    """Write the segment at *path* again with other *frames*."""
    source = SegmentFile(path)
    name = next(NUMBERS)
    copy = path.with_name(f"{name}.bsg")
    changed = {
        "stored.frames": b"".join(frames),
        "dictionaries.bytes": b"".join(dictionaries),
    }
    lengths = {"stored.offsets": frames, "dictionaries.offsets": dictionaries}
    with ContainerWriter(copy, 2, 1) as writer:
        for each in source.container.names():
            if each in changed:
                writer.add(each, np.frombuffer(changed[each], np.uint8))
            elif each in lengths:
                ends = [0, *itertools.accumulate(map(len, lengths[each]))]
                writer.add(each, np.array(ends, np.uint64))
            else:
                writer.add(each, source.array(each))
        writer.finish({**source.meta, "segment": name})
    return copy


def train(seed) -> zstandard.ZstdCompressionDict:
    samples = [encode_stored(each) for each in make_articles(300, seed)]
    return zstandard.train_dictionary(2_000, samples, dict_id=1_000_000 + seed)


@build
def test_each_dictionary_that_a_frame_names_is_kept_once(tmp_path, kernels):
    made = make_articles(12, 1)
    payloads = [encode_stored(each) for each in made]
    trained = [train(seed) for seed in range(3)]
    compressors = [
        zstandard.ZstdCompressor(),
        *(zstandard.ZstdCompressor(dict_data=each) for each in trained),
    ]
    dictionaries = [each.as_bytes() for each in trained]

    def part(first, uses, gone):
        frames = [
            compressors[use].compress(payloads[docnum])
            for docnum, use in enumerate(uses, first)
        ]
        path = write_segment(tmp_path, made[first : first + len(uses)])
        return open_part(with_frames(path, frames, dictionaries), gone)

    # The second is named by deleted documents alone.
    parts = [part(0, [3, 2, 0, 3, 2], [1, 4]), part(5, [1, 3, 2, 0, 1, 1, 3], [2])]
    merged = merge(tmp_path, parts, kernels)
    left = [each for number, each in enumerate(made) if number not in (1, 4, 7)]
    assert_written_at_once(merged, tmp_path, left)
    kept = merged.array("dictionaries.bytes").tobytes()
    assert kept == dictionaries[2] + dictionaries[0]


def test_dictionaries_of_one_name_are_refused(tmp_path):
    payload = encode_stored(make_articles(1, 1)[0])
    path = write_segment(tmp_path, make_articles(1, 1))
    parts = []
    for seed in (1, 2):
        samples = [encode_stored(each) for each in make_articles(300, seed)]
        trained = zstandard.train_dictionary(2_000, samples, dict_id=40_000)
        frame = zstandard.ZstdCompressor(dict_data=trained).compress(payload)
        parts.append(open_part(with_frames(path, [frame], [trained.as_bytes()])))
    with pytest.raises(ValueError, match="name 40000"):
        merge(tmp_path, parts, BUILDS["native"])


def test_a_segment_has_at_most_so_many_tokens(tmp_path):
    part = write_part(tmp_path, make_articles(3, 1))
    full = replace(
        part, live=replace(part.live, tokens={"title": 1, "body": MAX_TOKENS - 1})
    )
    assert fits_one_segment([full])
    assert not fits_one_segment([full, part])
    path = tmp_path / "MAIN_much.bsg"
    with pytest.raises(ValueError, match="at most"):
        merge_segments(path, "MAIN_much", [full, part], (), BUILDS["native"])
    assert not path.exists()


def test_a_damaged_segment_is_not_merged(tmp_path):
    path = write_segment(tmp_path, make_articles(20, 1))
    content = bytearray(path.read_bytes())
    content[5_000] ^= 4
    path.write_bytes(content)
    with pytest.raises(ArchiveCorruptError, match="checksum"):
        merge(tmp_path, [open_part(path)], BUILDS["native"])


@pytest.mark.parametrize("calls", [0, 1, 5, 20])
def test_a_merge_that_is_stopped_leaves_nothing(tmp_path, parts, calls):
    counter = itertools.count()

    def check():
        if next(counter) >= calls:
            raise KeyboardInterrupt

    path = tmp_path / "MAIN_stopped.bsg"
    with pytest.raises(KeyboardInterrupt):
        merge_segments(path, "MAIN_stopped", parts, (), BUILDS["native"], check)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path, parts):
    path = tmp_path / "MAIN_there.bsg"
    path.write_bytes(b"there")
    with pytest.raises(FileExistsError):
        merge_segments(path, "MAIN_there", parts, (), BUILDS["native"])
    assert path.read_bytes() == b"there"
