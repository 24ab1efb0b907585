"""Scripts written without spaces: pairs, and the open end of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.analysis import query_tokens, tokenize

cjk_texts = st.text("東京都石油価格カー", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京都庁", ["東京", "京都", "都庁", "庁"]),
        ("京", ["京"]),
        ("2024年10月", ["2024", "年", "10", "月"]),
        ("ﾊﾞｰ", ["バー", "ー"]),
        ("データ", ["デー", "ータ", "タ"]),
        ("テ\u3099タ", ["デタ", "タ"]),
        ("한국", ["한국", "국"]),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", ["한국", "국"]),
        ("กินข้าว", ["กิน", "นข้", "ข้า", "าว", "ว"]),
        ("AT&T社", ["at&t", "社"]),
        ("𠀀𠀁", ["𠀀𠀁", "𠀁"]),
        ("東京、大阪", ["東京", "京", "大阪", "阪"]),
        ("マイケル・ジョン", ["マイ", "イケ", "ケル", "ル", "ジョ", "ョン", "ン"]),
    ],
)
def test_a_run_is_its_pairs_and_its_last_unit(text: str, expected: list[str]) -> None:
    assert tokenize(text).forms == expected


def test_pairs_overlap_in_the_text() -> None:
    tokens = tokenize("x ﾊﾞｰｶ")
    assert tokens.starts == [0, 2, 4, 5]
    assert tokens.ends == [1, 5, 6, 6]


@pytest.mark.parametrize(
    ("query", "forms", "open_end"),
    [
        ("東京", ["東京"], False),
        ("東京都", ["東京", "京都"], False),
        ("京", ["京"], True),
        ("oil 京。", ["oil", "京"], True),
        ("東京 oil", ["東京", "京", "oil"], False),
        ("京oil", ["京", "oil"], False),
        ("東京 京", ["東京", "京", "京"], True),
        ("oil", ["oil"], False),
        ("", [], False),
    ],
)
def test_a_query_leaves_its_last_run_open(
    query: str, forms: list[str], *, open_end: bool
) -> None:
    tokens = query_tokens(query)
    assert (tokens.forms, tokens.open_end) == (forms, open_end)
    assert len(tokens.spellings) == len(tokens.starts) == len(tokens.ends) == len(forms)


def found(query: str, text: str) -> bool:
    wanted = query_tokens(query)
    forms = tokenize(text).forms

    def stands_at(start: int) -> bool:
        *whole, last = zip(wanted.forms, forms[start:], strict=False)
        closes = last[1].startswith(last[0]) if wanted.open_end else last[0] == last[1]
        return closes and all(one == other for one, other in whole)

    places = range(len(forms) - len(wanted) + 1)
    return any(stands_at(start) for start in places)


@given(text=cjk_texts, query=cjk_texts)
def test_a_query_is_found_exactly_when_the_text_contains_it(
    text: str, query: str
) -> None:
    assert found(query, text) is (query in text)


@given(text=cjk_texts, data=st.data())
def test_every_part_of_a_text_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert found(text[start:end], f"news {text} oil")
