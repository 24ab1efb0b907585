"""Where passages may begin and end."""

from __future__ import annotations

import pytest

from broadsheet.index.kernels.plain.cuts import Cuts, hard_end, starts_sentence
from broadsheet.index.kernels.plain.marks import Span


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Prices rose."),
        ("Prices rose. ", "Then they fell."),
        ("“Prices rose.” ", "Then they fell."),
        ("Did prices rise? ", "42 people asked."),
        ("a headline without a stop\n\n", "and its text"),
        ("the last line of a paragraph\n    ", "The next one"),
        ("価格が上がった。", "それから"),
        ("「上がった。」", "それから"),
    ],
)
def test_a_sentence_or_paragraph_starts(before: str, after: str) -> None:
    assert starts_sentence(before + after, len(before))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Prices ", "rose."),
        ("the end of a line\n", "and its next"),
        ("said Mr. ", "Smith."),
        ("in the U.S. ", "Senate"),
        ("about 3.", "5 per cent"),
        ("prices (approx. ", "five)"),
        ("価格", "が上がった。"),
    ],
)
def test_no_sentence_or_paragraph_starts(before: str, after: str) -> None:
    assert not starts_sentence(before + after, len(before))


def test_a_cut_parts_neither_words_nor_characters_nor_kept_spans() -> None:
    text = "ab cd, e\u0301f 東京都"
    starts, ends = [0, 3, 7, 11, 12, 13], [2, 5, 10, 13, 14, 14]
    cuts = Cuts(text, starts, ends, [Span(0, 5)])
    allowed = [cut for cut in range(len(text) + 1) if cuts.allows(cut)]
    assert allowed == [0, 5, 6, 7, 10, 11, 12, 13, 14]


def test_a_character_of_several_is_not_cut_between_words_either() -> None:
    text = "👩\u200d🚒☎\ufe0f!"
    cuts = Cuts(text, [], [], [])
    allowed = [cut for cut in range(len(text) + 1) if cuts.allows(cut)]
    assert allowed == [0, 3, 5, 6]


def test_what_is_cut_hard_keeps_its_characters_whole() -> None:
    assert hard_end("abcdef", 0, 4) == 4
    assert hard_end("abce\u0301f", 0, 4) == 3
    assert hard_end("ab👩\u200d🚒", 0, 3) == 2
    assert hard_end("ab👩\u200d🚒", 0, 4) == 2


def test_a_character_with_more_marks_than_fit_is_cut_all_the_same() -> None:
    assert hard_end("e" + 9 * "\u0301", 0, 4) == 4
