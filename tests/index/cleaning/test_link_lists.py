"""Lists of links at the end are cut; whatever else ends a text stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.cut import Cut
from broadsheet.index.cleaning.link_list_phrases import LINK_LIST_PHRASES
from broadsheet.index.cleaning.link_lists import LinkLists

LINKS = LinkLists()
_LINE = st.sampled_from(
    [
        "You may also like",
        "Read more",
        "Related: a",
        "Storm",
        "A b c.",
        "",
        "é",
        "x" * 300,
    ]
)


def test_the_list_is_cut_with_the_line_before_it(body: str, headlines: str) -> None:
    assert LINKS.cut(f"{body}\n{headlines}") == Cut(body, headlines)
    assert LINKS.cut(f"{body}\n\n{headlines}\n").kept == body
    assert LINKS.cut(f"{body}\r\n{headlines}".replace("\n", "\r\n")).cut != ""


@pytest.mark.parametrize("phrase", LINK_LIST_PHRASES)
def test_every_phrase_begins_a_list_however_it_is_written(phrase: str) -> None:
    for line in (
        phrase,
        phrase.upper(),
        phrase.capitalize(),
        f"## {phrase}:",
        f"• {phrase}",
    ):
        end = f"{line}\nStorm closes harbour\nBoats burn"
        assert LINKS.cut(f"It is over.\n{end}") == Cut("It is over.", end), line
    line = f"{phrase}: Storm closes harbour"
    assert LINKS.cut(f"It is over.\n{line}") == Cut("It is over.", line)


@pytest.mark.parametrize(
    "end",
    [
        "You may also like Storm Closes the Harbour of Norrby Boats Burn at the Quay",
        "MORE FROM THIS SECTION “Frost Leaves Few Apples” US Boats Burn Is It Over?",
    ],
)
def test_headlines_in_one_line_are_cut_where_their_capitals_tell_them(end: str) -> None:
    assert LINKS.cut(f"It is over.\n\n{end}") == Cut("It is over.", end)
    assert LINKS.cut(end) == Cut(end, "")
    assert LINKS.cut(f"It is over.\n{end}\nIt is not.").cut == ""


def test_several_lists_are_cut_in_order() -> None:
    end = "Also read: Boats burn\n\nMost read\nStorm closes harbour"
    assert LINKS.cut(f"It is over.\n\n{end}") == Cut("It is over.", end)


@pytest.mark.parametrize(
    "end",
    [
        "You may also like to read the report, which is on the council's pages.",
        "You may also like Norrby in May, when the boats come back from the north",
        "YOU MAY ALSO LIKE THE NEW BOAT THAT IS SOLD IN THE SHOP AT THE QUAY",
        "You may also like The Boat by Ida Ek, The Quay by Sam Lind and The Sea.",
        "You may also like Ida Ek and Sam Lind",
        "Related Norrby Shipping Company Will Close Its Old Harbour Office in May",
        "Related\nThe council met. It decided nothing.\nIt will meet again.",
        "Read more\n" + "The council met and decided " * 20,
        "Read more\nthe council\nand the people\nof the town\nMet",
        "More stories: they told\n" + "The pier fell. It was old. " * 10,
        "He said: read more",
        "\n".join(["Most read", *["Storm closes harbour"] * 100]),
    ],
)
def test_what_is_no_list_stays(body: str, end: str) -> None:
    assert LINKS.cut(f"{body}\n{end}") == Cut(f"{body}\n{end}", "")


def test_a_box_within_the_text_stays(body: str) -> None:
    text = f"{body}\nAlso read: Boats burn\n{body}"
    assert LINKS.cut(text) == Cut(text, "")


def test_a_list_alone_is_the_text() -> None:
    for text in ("Related\nBoats burn", "\nRelated\nBoats burn", ""):
        assert LINKS.cut(text) == Cut(text, "")


def test_phrases_may_be_added() -> None:
    links = LinkLists(["» Mehr aus Nörrby: ", "", "  "])
    end = "MEHR AUS NÖRRBY\nSturm im Hafen"
    assert links.cut(f"Es ist aus.\n{end}") == Cut("Es ist aus.", end)
    assert LINKS.cut(f"Es ist aus.\n{end}").cut == ""


@given(st.lists(_LINE, max_size=12).map("\n".join))
def test_nothing_is_lost_and_once_is_enough(text: str) -> None:
    kept, cut = LINKS.cut(text)
    assert (kept + " " + cut).split() == text.split()
    assert LINKS.cut(kept) == Cut(kept, "")


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    kept, cut = LINKS.cut(f"a\nread more\n{text}")
    assert text == "" or (kept + cut)
