"""What is not suspected is not there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.index.cleaning.control_characters import without_controls
from broadsheet.index.cleaning.link_list_phrases import LINK_LIST_PHRASES
from broadsheet.index.cleaning.link_lists import LinkLists
from broadsheet.index.cleaning.markup import plain_text
from broadsheet.index.cleaning.repeated_body import may_repeat
from broadsheet.index.cleaning.suspicion import ALL, Suspicion
from broadsheet.index.kernels.choice import load_kernels

PHRASES = ("Mehr aus Nörrby", "'s morgens", "ǆ x", "q")
LINKS = LinkLists(PHRASES)
BUILDS = [load_kernels(), load_kernels("plain")]
_LINES = st.sampled_from((*LINK_LIST_PHRASES, *PHRASES)).flatmap(
    lambda each: st.tuples(
        st.sampled_from(["", " ", "•\xa0", "## ", "👉 ", "\u3000", "«", "（"]),
        st.sampled_from([each, each.upper(), each.title(), each.replace(" ", " \xa0")]),
        st.sampled_from(["", ":", ": Boats burn"]),
    ).map("".join)
)
_TEXTS = st.lists(_LINES | st.text(max_size=6), max_size=5).map("\n".join)


def _suspicions(title: str, body: str, build: int = 0) -> Suspicion:
    found = BUILDS[build].records.suspicions(title, body, LINKS.keys)
    return Suspicion(found)


@given(_TEXTS | st.text(), st.integers(0, 1))
@example("you may also like\nq", 0)
@settings(max_examples=400)
def test_a_step_that_is_not_suspected_would_change_nothing(
    text: str, build: int
) -> None:
    for found, body in (
        (_suspicions(text, "", build), ""),
        (_suspicions("a", text, build), text),
        (_suspicions("a", text * 2, build), text * 2),
    ):
        if Suspicion.CONTROL not in found:
            assert without_controls(text) == text
        if Suspicion.MARKUP not in found:
            assert plain_text(text).text == text
        if Suspicion.FORM not in found:
            assert unicodedata.normalize("NFC", text) == text
        if Suspicion.LINKS not in found:
            assert LINKS.cut(body).cut == ""
        if Suspicion.REPETITION not in found:
            assert not may_repeat(body)
    if Suspicion.TITLE not in _suspicions(text, "a", build):
        assert text.strip()


@pytest.mark.parametrize("around", ["{}", "a{}", "{}\u0301"])
def test_every_character_that_may_not_be_composed_is_suspected(around: str) -> None:
    for point in range(0x30000):
        if 0xD800 <= point < 0xE000:
            continue
        text = around.format(chr(point))
        if not unicodedata.is_normalized("NFC", text):
            assert Suspicion.FORM in _suspicions(text, ""), hex(point)


def test_what_is_tidy_is_suspected_of_nothing() -> None:
    kernels = load_kernels()
    if kernels.build == "plain":
        pytest.skip("which suspects all")
    tidy = (
        "The harbour was closed on Thursday. AT&T rose; <BP> fell.\nMore than 20.\n"
        "L’été à Paris, “Noël”. Погода в Москве. 今天的天气很好。 안녕하세요 😀"
    )
    assert _suspicions("Title", tidy) == Suspicion(0)


def test_what_is_no_text_is_suspected_of_all() -> None:
    assert _suspicions("a", "\ud800") == ALL
