"""The laws: whatever a file's arrays say wrongly is told, checksums or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from broadsheet.index.analysis.version import ANALYSIS_VERSION
from broadsheet.index.article import Article
from broadsheet.index.codec.container import ContainerWriter
from broadsheet.index.codec.derivation import broken_derivations
from broadsheet.index.codec.laws import broken_laws
from broadsheet.index.codec.layout import FORMAT_VERSION, SegmentFile
from broadsheet.index.kernels.choice import Kernels, load_kernels

from .conftest import make_articles
from .plain_segment import write_plain_segment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[np.ndarray], np.ndarray]


pytestmark = pytest.mark.usefixtures("short_lists")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> SegmentFile:
    """A segment that breaks no law."""
    folder = tmp_path_factory.mktemp("sound")
    articles = make_articles(300, 5)
    articles.append(Article("long", "far" + " " * 30 + "away " + "word" * 9, "a"))
    return SegmentFile(write_plain_segment(folder, "MAIN_s", articles, ("en", "fr")))


@pytest.fixture(params=["native", "plain"])
def kernels(request: pytest.FixtureRequest) -> Kernels:
    """Each build of the kernels."""
    return load_kernels(request.param)


def _reasons(file: SegmentFile, kernels: Kernels) -> list[str]:
    return list(broken_laws(file, kernels)) or list(broken_derivations(file, kernels))


def _altered(sound: SegmentFile, folder: Path, **arrays: Any) -> SegmentFile:
    """Return a copy with other arrays, under right checksums; None leaves one out."""
    path = folder / "MAIN_s.bsg"
    with ContainerWriter(path, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        for name in sound.container.names():
            array = arrays.get(name, sound.array(name))
            if array is not None:
                writer.add(name, array)
        writer.finish(sound.meta)
    return SegmentFile(path)


def test_a_sound_segment_breaks_no_law(sound: SegmentFile, kernels: Kernels) -> None:
    assert _reasons(sound, kernels) == []


def test_an_empty_segment_breaks_no_law(tmp_path: Path, kernels: Kernels) -> None:
    path = write_plain_segment(tmp_path, "MAIN_e", [], ("en",))
    assert _reasons(SegmentFile(path), kernels) == []


def _swap(array: np.ndarray) -> np.ndarray:
    array[[0, -1]] = array[[-1, 0]]
    return array


def _raise_last(array: np.ndarray) -> np.ndarray:
    array[-1] += 1
    return array


def _raise_first(array: np.ndarray) -> np.ndarray:
    array[0] += 1
    return array


def _shorten(array: np.ndarray) -> np.ndarray:
    return array[:-1]


def _all_ones(array: np.ndarray) -> np.ndarray:
    return np.ones_like(array)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("id.order", _swap),
        ("id.rank", _swap),
        ("id.bytes", _raise_last),
        ("id.offsets", _raise_last),
        ("digest", _raise_first),
        ("date.kind", lambda array: array + 7),
        ("date.start", lambda array: array + 1),
        ("date.end", _all_ones),
        ("stored.offsets", _raise_first),
        ("text.terms.bytes", lambda array: array[::-1].copy()),
        ("text.terms.offsets", _raise_first),
        ("body.firsts", _raise_first),
        ("body.blocks", _raise_last),
        ("body.offsets", _raise_last),
        ("body.lasts", _raise_first),
        ("body.widths", _raise_first),
        ("body.data", lambda array: array ^ np.uint8(1)),
        ("body.tokens", _raise_first),
        ("body.positions", _swap),
        ("body.positions", _shorten),
        ("title.lengths", _swap),
        ("title.starts", _raise_last),
        ("title.codes", lambda array: array ^ np.uint8(16)),
        ("title.escapes.gaps", _raise_first),
        ("title.escapes.lengths", _raise_first),
        ("title.escapes.tokens", _raise_first),
        ("author.values.terms", _swap),
        ("author.values.terms", lambda array: array + 1000),
        ("author.docs.values", _swap),
        ("author.docs.values", lambda array: array + 1000),
        ("author.docs.offsets", _raise_last),
        ("tag.data", lambda array: array ^ np.uint8(1)),
        ("author_words.positions", _swap),
        ("spelling.data", lambda array: array ^ np.uint8(1)),
        ("stems.en.forms", _swap),
        ("stems.fr.offsets", _swap),
        ("stems.en.keys.bytes", lambda array: array[::-1].copy()),
        ("lists.en.groups", _raise_last),
        ("lists.en.groups", _shorten),
        ("lists.en.body.firsts", _raise_first),
        ("lists.en.body.blocks", _raise_last),
        ("lists.en.body.offsets", _raise_last),
        ("lists.en.body.lasts", _raise_first),
        ("lists.en.body.widths", _raise_first),
        ("lists.fr.body.data", lambda array: array ^ np.uint8(1)),
        ("lists.en.title.data", lambda _array: None),
        ("date.kind", lambda array: array.astype(np.uint16)),
        ("body.lasts", lambda _array: None),
    ],
)
def test_an_array_that_is_wrong_is_told(
    sound: SegmentFile,
    tmp_path: Path,
    kernels: Kernels,
    name: str,
    change: Change,
) -> None:
    array = change(sound.array(name).copy())
    reasons = _reasons(_altered(sound, tmp_path, **{name: array}), kernels)
    assert reasons
    assert all(isinstance(reason, str) for reason in reasons)


def test_an_array_that_nobody_knows_is_told(
    sound: SegmentFile, tmp_path: Path, kernels: Kernels
) -> None:
    path = tmp_path / "MAIN_s.bsg"
    with ContainerWriter(path, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        for name in sound.container.names():
            writer.add(name, sound.array(name))
        writer.add("more", np.zeros(1))
        writer.finish(sound.meta)
    (reason,) = _reasons(SegmentFile(path), kernels)
    assert reason == "has an array more that is not known"


def test_both_builds_tell_the_same(sound: SegmentFile, tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    for name in ("body.positions", "title.lengths", "author.docs.values"):
        array = sound.array(name).copy()
        array[rng.integers(len(array))] ^= 1
        folder = tmp_path / name
        folder.mkdir()
        file = _altered(sound, folder, **{name: array})
        found = [_reasons(file, load_kernels(build)) for build in ("native", "plain")]
        assert found[0] == found[1] != []
