"""A page's paragraphs are the article's text, each match marked where it stands."""

from __future__ import annotations

import re
import time
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.api.marking import Place, linked_places, paragraphs

_TEXT = st.text(st.sampled_from('ab \t\n\r<>&"\u2028é'), max_size=60)


@st.composite
def _marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(_TEXT)
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, list(zip(ends[::2], ends[1::2], strict=False))


def _places(matches: list[tuple[int, int]]) -> list[Place]:
    return [Place(start, end) for start, end in matches]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(_marked())
def test_stripped_of_marks_the_paragraphs_are_the_text(
    marked: tuple[str, list[tuple[int, int]]],
) -> None:
    text, matches = marked
    shown = [str(each) for each in paragraphs(text, _places(matches))]
    for each in shown:
        assert not re.search(r"<(?!/?mark>)", each)
        assert each.count("<mark>") == each.count("</mark>")
    plain = [unescape(re.sub(r"</?mark>", "", each)) for each in shown]
    assert all(each in text and each.strip() for each in plain)
    assert _squeezed("".join(plain)) == _squeezed(text)


@given(_marked())
def test_exactly_the_matches_are_marked(
    marked: tuple[str, list[tuple[int, int]]],
) -> None:
    text, matches = marked
    shown = "".join(str(each) for each in paragraphs(text, _places(matches)))
    inside = "".join(re.findall(r"<mark>(.*?)</mark>", shown, re.DOTALL))
    wanted = "".join(text[start:end] for start, end in matches)
    assert _squeezed(unescape(inside)) == _squeezed(wanted)


def test_a_paragraph_ends_at_a_blank_line_or_before_an_indented_one() -> None:
    text = "One\ngoes on.\n\nTwo.\n    Three\ngoes on.\n \n\tFour."
    assert [str(each) for each in paragraphs(text, [])] == [
        "One\ngoes on.",
        "Two.",
        "    Three\ngoes on.",
        "\tFour.",
    ]


def test_a_match_over_a_break_is_marked_on_both_sides() -> None:
    assert [str(each) for each in paragraphs("a b\n\nc d", [Place(2, 6)])] == [
        "a <mark>b</mark>",
        "<mark>c</mark> d",
    ]


def test_each_match_is_led_to_and_leads_to_those_beside_it() -> None:
    title, body = linked_places([("title", [(0, 3)]), ("body", [(0, 3), (4, 9)])])
    (shown,) = paragraphs("oil", title)
    assert 'id="title-0"' in shown
    assert 'href="#body-0"' in shown
    assert 'rel="prev"' not in shown
    first, second = paragraphs("oil wa\n\nll", body)
    assert [part in first for part in ('id="body-0"', "#title-0", "#body-4")] == [
        True,
        True,
        True,
    ]
    # The steps stand behind the last part of a match.
    assert 'id="body-4"' in first
    assert first.count("steps") == 1
    assert second.count("steps") == 1
    assert "#body-0" in second


def test_white_space_without_end_takes_no_time() -> None:
    started = time.process_time()
    for text in (" " * 300_000, "\n" * 300_000, " \n\t" * 100_000 + "x"):
        assert len(list(paragraphs(text, []))) == text.count("x")
    assert time.process_time() - started < 5
