"""Reading in batches, with both builds, compared with the tokenizer by pattern."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.index.analysis import tokenize
from broadsheet.index.analysis.batch import BatchTokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIECES = (
    *("a", "b", "s", "S", "U", "l", "D", "qu", "DELL", "é", "Ё", "ß", "ǅ", "word"),
    *("1", "23", "٣", "４", "²", "Ⅳ", "½", "𝐀", "\u0301", "e\u0301", "\u0fad", "ªǆ"),
    *("'", "’", "ʼ", "`", ".", "．", ",", "﹐", "&", "＆", "+", "++", "＋", "#", "＃"),
    *("%", "％", "‰", "-", "_", " ", "\n", "\x00", "\u3000", "—", "“", "😀", "\ud800"),
    *(
        "\u00ad",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u034f",
        "\U000e0101",
        "ſ",
        "ı",
        "quoİqu",
    ),
    *(
        "東",
        "京",
        "ー",
        "〇",
        "ｶ",
        "ﾞ",
        "ก",
        "ั",
        "ᄀ",
        "ᅡ",
        "ᆨ",
        "가",
        "⺀",
        "\u0ec5",
        "𠀀",
    ),
    *(
        "'s ",
        "'S",
        "U.S.",
        "don’t ",
        "l'",
        "AT&T",
        "C++",
        "3.5%",
        "1,000 ",
        "longerword",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text()
batches = st.lists(texts, max_size=6)


class Read(NamedTuple):
    form: str
    changed_spelling: str | None
    start: int
    end: int


def open_tokenizer(build: str) -> BatchTokenizer:
    module = pytest.importorskip(f"broadsheet.index.kernels.{build}.tokenise")
    return BatchTokenizer(SimpleNamespace(tokenise=module))


@pytest.fixture(scope="module", params=["native", "plain"])
def tokenizer(request: pytest.FixtureRequest) -> BatchTokenizer:
    return open_tokenizer(request.param)


def read(
    tokenizer: BatchTokenizer, texts: Sequence[str], acronyms: bool | None = None
) -> list[list[Read]]:
    batch = tokenizer.read(texts, acronyms=acronyms)
    rows = [
        Read(
            tokenizer.forms[form],
            tokenizer.spellings[spelling] if spelling >= 0 else None,
            start,
            end,
        )
        for form, spelling, start, end in zip(
            batch.forms.tolist(),
            batch.spellings.tolist(),
            batch.starts.tolist(),
            batch.ends.tolist(),
            strict=True,
        )
    ]
    behind = np.cumsum(batch.counts).tolist()
    assert [*behind[-1:]] in ([], [len(rows)])
    return [rows[b - n : b] for b, n in zip(behind, batch.counts.tolist(), strict=True)]


def expected(text: str, acronyms: bool | None = None) -> list[Read]:
    tokens = tokenize(text, acronyms=acronyms)
    table = zip(tokens.forms, tokens.spellings, tokens.starts, tokens.ends, strict=True)
    return [
        Read(form, None if spelling in {form, form.lower()} else spelling, start, end)
        for form, spelling, start, end in table
    ]


@settings(max_examples=400)
@given(batch=batches, acronyms=st.sampled_from((None, True, False)))
@example(batch=["U.S.Steel A.B&C d's's x l'’s", "1980's's 3.5%% a1,2.b"], acronyms=None)
@example(batch=["e\u0301.a\u0301b e\u0301++_", "A&BCD&E AT&T's S's'S's"], acronyms=True)
@example(
    batch=["a\u00ad'\u200ds \u00adb", "\u00ad\u00ad", "東\u00ad京\ufeff"], acronyms=None
)
def test_a_batch_is_read_as_its_texts_are(
    tokenizer: BatchTokenizer, batch: list[str], acronyms: bool | None
) -> None:
    assert read(tokenizer, batch, acronyms) == [expected(t, acronyms) for t in batch]


@settings(max_examples=150)
@given(st.lists(batches, max_size=3))
def test_both_builds_give_the_same_numbers(read_in_turn: list[list[str]]) -> None:
    native, plain = open_tokenizer("native"), open_tokenizer("plain")
    for batch in read_in_turn:
        one, other = native.read(batch), plain.read(batch)
        for column in ("forms", "spellings", "starts", "ends", "counts"):
            np.testing.assert_array_equal(getattr(one, column), getattr(other, column))
            assert getattr(one, column).dtype == getattr(other, column).dtype
        assert native.forms == plain.forms
        assert native.spellings == plain.spellings


def test_every_character_is_read_in_every_company(tokenizer: BatchTokenizer) -> None:
    """All that are not of the large scripts, and some of those."""
    codes = [
        *range(0x3100),
        *range(0x3100, sys.maxunicode, 211),
        *range(0xFB00, 0x10000),
    ]
    for low in range(0, len(codes), 4_000):
        batch = [
            " ".join(
                company.replace("?", chr(code)) for code in codes[low : low + 4_000]
            )
            for company in ("?", "a?b", "1?2", "l'?", "A.?.B", "東?京", "é?'s", "A&?#")
        ]
        assert read(tokenizer, batch) == [expected(text) for text in batch]


def test_the_sample_is_read_as_text_by_text(
    tokenizer: BatchTokenizer, sample_path: Path
) -> None:
    articles = [orjson.loads(line) for line in sample_path.read_bytes().splitlines()]
    bodies = [article["body"] for article in articles]
    assert read(tokenizer, bodies) == [expected(body) for body in bodies]


@pytest.mark.parametrize(
    "unit", ["a", "é", "東", "a\u0301", "1,1", "U.", "a&b&", "l'", "%5", "a'", "\u00ad"]
)
def test_long_texts_are_read_in_linear_time(
    tokenizer: BatchTokenizer, unit: str
) -> None:
    text = unit * (100_000 // len(unit))
    assert read(tokenizer, [text, "after"]) == [expected(text), expected("after")]


def test_forms_are_distinct_and_kept(tokenizer: BatchTokenizer) -> None:
    before = list(tokenizer.forms)
    tokenizer.read(["New news", "NEW NEWS, news's"])
    assert tokenizer.forms[: len(before)] == before
    assert len(set(tokenizer.forms)) == len(tokenizer.forms)
    assert len(set(tokenizer.spellings)) == len(tokenizer.spellings)


def test_capitals_are_judged_text_by_text(tokenizer: BatchTokenizer) -> None:
    forms = [
        [row.form for row in rows] for rows in read(tokenizer, ["THE US", "the US"])
    ]
    assert forms == [["the", "us"], ["the", "US"]]
    fixed = read(tokenizer, ["the US"], acronyms=False)
    assert [row.form for row in fixed[0]] == ["the", "us"]


def test_no_texts_have_no_tokens(tokenizer: BatchTokenizer) -> None:
    assert read(tokenizer, []) == []
    assert read(tokenizer, ["", " ", ""]) == [[], [], []]
