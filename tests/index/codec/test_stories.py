"""Stories: carried along by merges, found by docnum, and lawful."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from broadsheet.index.article import Article
from broadsheet.index.codec.deletions import Live
from broadsheet.index.codec.laws import broken_laws
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.merging import merge_segments
from broadsheet.index.codec.stories import NO_STORIES, Stories, own_keys
from broadsheet.index.kernels.choice import load_kernels

from .plain_segment import write_plain_segment
from .test_merging import Part, open_part

TWICE = [Article(id=each, body=body) for each, body in ["aö", "bp", "cö", "dö", "ep"]]


def twins(number: int) -> list[Article]:
    """Return five articles: the third and fourth are copies, and the last is one."""
    return [replace(each, id=f"{each.id}{number}") for each in TWICE]


@pytest.fixture
def part(tmp_path) -> Part:
    return open_part(write_plain_segment(tmp_path, "MAIN_one", twins(1)))


def test_copies_have_the_name_of_the_story_of_another(part):
    own = own_keys(part.file.array("digest")).tolist()
    assert len(set(own)) == 5
    stories = part.file.stories
    assert stories.docs.tolist() == [2, 3, 4]
    assert stories.keys.tolist() == [own[0], own[0], own[1]]
    found = [stories.key(docnum) for docnum in range(5)]
    assert found == [None, None, own[0], own[0], own[1]]
    assert NO_STORIES.key(0) is None


@pytest.mark.parametrize("build", [None, "plain"])
def test_a_merge_keeps_the_names_of_what_is_left(tmp_path, part, build):
    """Also where the article that they are named by is gone."""
    other = open_part(write_plain_segment(tmp_path, "MAIN_two", twins(2)), gone=(0, 4))
    path = tmp_path / "MAIN_merged.bsg"
    kernels = load_kernels(build)
    merge_segments(path, "MAIN_merged", [part, other], (), kernels)
    merged = SegmentFile(path)
    first, second = (own_keys(x.file.array("digest")) for x in (part, other))
    assert merged.stories.docs.tolist() == [2, 3, 4, 6, 7]
    expected = [first[0], first[0], first[1], second[0], second[0]]
    assert merged.stories.keys.tolist() == expected
    assert list(broken_laws(merged, kernels)) == []


def test_stories_found_later_take_the_place_of_those_in_the_file(tmp_path, part):
    """A merge of new runs is told the stories that were found among all of them."""

    class Told(Part):
        stories = Stories.of({1: 7})

    live = Live(part.live.mask, part.live.count, part.live.tokens)
    path = tmp_path / "MAIN_merged.bsg"
    merge_segments(path, "MAIN_merged", [Told(part.file, live)], (), load_kernels())
    merged = SegmentFile(path).stories
    assert (merged.docs.tolist(), merged.keys.tolist()) == ([1], [7])


@pytest.mark.parametrize(
    ("docs", "keys", "reason"),
    [
        ([5], [1], "has stories of documents that are not there"),
        ([2, 2], [1, 1], "has documents of stories that are not in order"),
        ([3, 1], [1, 1], "has documents of stories that are not in order"),
        ([1], [None], "has documents of stories that are their own"),
        ([1], [1, 2], "has 2 elements in story.keys for 1"),
    ],
)
def test_what_breaks_a_law_is_told(part, monkeypatch, docs, keys, reason):
    own = own_keys(part.file.array("digest"))[1]
    told = {
        "story.docs": np.array(docs, np.uint32),
        "story.keys": np.array([own if x is None else x for x in keys], np.uint64),
    }
    array = part.file.container.array
    monkeypatch.setattr(
        part.file.container,
        "array",
        lambda name: told[name] if name in told else array(name),
    )
    assert reason in list(broken_laws(part.file, load_kernels()))
