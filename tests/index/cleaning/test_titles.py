"""A missing title is the first line of the text, or its first sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.titles import derive_title


@pytest.mark.parametrize(
    ("body", "title", "origin"),
    [
        (
            "Storm closes harbour\nThe harbour is closed.",
            "Storm closes harbour",
            "first line",
        ),
        ("# Storm closes harbour\n\nText.", "Storm closes harbour", "first line"),
        ("\n ***\n A \t b\n", "A b", "first line"),
        ("The pier fell. It was old.", "The pier fell.", "first sentence"),
        (
            "The U.S. said Mr. Lee of St. Ives Inc. had won. He left.",
            "The U.S. said Mr. Lee of St. Ives Inc. had won.",
            "first sentence",
        ),
        ("“Will it fall?” he asked. Yes.", "“Will it fall?”", "first sentence"),
        ("港口关闭了。船停了。", "港口关闭了。", "first sentence"),
        ("Prices rose 3.5 pct. They fell.", "Prices rose 3.5 pct.", "first sentence"),
    ],
)
def test_the_title_is_at_the_head_of_the_text(
    body: str, title: str, origin: str
) -> None:
    assert derive_title(body) == (title, origin)


def test_a_long_sentence_is_cut_between_words() -> None:
    derived = derive_title("harbour " * 60 + ".")
    assert derived is not None
    assert derived.origin == "start of the first sentence"
    assert derived.title.endswith("harbour…")
    assert len(derived.title) <= 160


@pytest.mark.parametrize("body", ["", " \n ", "...", "---\n***"])
def test_what_has_no_words_has_no_title(body: str) -> None:
    assert derive_title(body) is None


@given(st.text())
def test_any_text_is_taken(body: str) -> None:
    derived = derive_title(body)
    assert derived is None or (derived.title.strip() and len(derived.title) <= 160)
