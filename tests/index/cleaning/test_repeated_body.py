"""A body that stands twice is kept once; nothing that stands once is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.repeated_body import CutRepetition, cut_repetition

_WORD = st.text(st.sampled_from("abcdefg"), min_size=1, max_size=6)
_SENTENCE = st.lists(_WORD, min_size=1, max_size=12).map(
    lambda each: " ".join(each) + "."
)
_BODY = st.lists(_SENTENCE, min_size=1, max_size=8).map("\n".join)


def _cut(kept: str, cut: str, rest: str = "") -> CutRepetition:
    return CutRepetition(kept, cut, rest)


def _words(text: str) -> list[str]:
    return sorted(text.split())


def _sentences(text: str) -> set[str]:
    parts = re.split(r"(?<=[.])\s+|\n", text)
    return {" ".join(each.split()) for each in parts if each.strip()}


def test_a_second_copy_is_cut(body: str) -> None:
    assert cut_repetition(f"{body}\n{body}") == _cut(body, body)
    assert cut_repetition(f"{body}\n\n{body}\n").kept == body
    assert cut_repetition(f"{body} {body}").kept == body


def test_a_third_copy_is_cut_too(body: str) -> None:
    assert cut_repetition("\n".join([body] * 3)).kept == body


@pytest.mark.parametrize("lost", [1, 2])
def test_a_copy_may_lack_the_first_sentences(body: str, lost: int) -> None:
    copy = "\n".join(body.split("\n")[lost:])
    assert cut_repetition(f"{body}\n{copy}") == _cut(body, copy)


def test_a_copy_may_be_broken_off(body: str) -> None:
    copy = body[: len(body) * 4 // 5]
    assert cut_repetition(f"{body}\n{copy}…") == _cut(body, copy + "…")


def test_a_copy_may_be_laid_out_otherwise(body: str) -> None:
    assert cut_repetition(f"{body}\n" + body.replace("\n", "\n\n  ")).kept == body


def test_what_follows_the_copy_stays(body: str) -> None:
    assert cut_repetition(f"{body}\n{body}\nBy Ann Lee") == _cut(
        f"{body}\nBy Ann Lee", body, "\nBy Ann Lee"
    )


def test_a_text_in_one_line_is_cut_between_sentences(body: str) -> None:
    flat = body.replace("\n", " ")
    assert cut_repetition(f"{flat} {flat}") == _cut(flat, flat)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "may not " * 300,
        "Ring the bell.\n" * 40,
        "Yes. No. Yes. No. " * 10,
        "unch unch unch\n" * 30,
        "= " * 5_000,
    ],
)
def test_what_only_repeats_a_few_words_stays(text: str) -> None:
    assert cut_repetition(text) == _cut(text, "")


def test_a_refrain_stays(body: str) -> None:
    first, second, *others = body.split("\n")
    song = "\n".join((first, second, *others, first, second))
    assert cut_repetition(song).cut == ""


def test_a_sum_at_the_head_of_a_text_stays(body: str) -> None:
    lead = body.split("\n")[0]
    assert cut_repetition(f"{lead}\n{body}").cut == ""


@given(_BODY, st.integers(0, 3), st.integers(1, 3), _BODY)
def test_every_word_is_kept_or_cut(text: str, lost: int, times: int, end: str) -> None:
    copy = "\n".join(text.split("\n")[lost:])
    whole = "\n".join((text, *[copy] * times, end))
    kept, cut, _ = cut_repetition(whole)
    assert _words(kept + " " + cut) == _words(whole)
    assert _sentences(whole) <= _sentences(kept) | {"…"}
    assert cut_repetition(kept) == _cut(kept, "")


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    kept, cut, _ = cut_repetition(text * 2)
    assert _words(kept + " " + cut) == _words(text * 2)


@pytest.mark.parametrize(
    "text", ["a. " * 300_000, "." * 1_000_000, " " * 1_000_000, "ab"]
)
def test_long_texts_take_little_time(text: str) -> None:
    assert cut_repetition(text).cut == ""
