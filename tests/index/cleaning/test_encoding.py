"""Bytes become text by what they say of themselves and by what they are."""

from __future__ import annotations

import codecs
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.encoding import Decoded, decode
from broadsheet.index.errors import UnusableRecordError

FRENCH = "L’été à Paris : déjà vu, « garçon » — élève, forêt, Noël."
RUSSIAN = "Привет, мир. Это статья о погоде в Москве."


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")
    assert decode(text.encode(), "utf-8").text == text.removeprefix("\ufeff")


@given(st.binary(), st.none() | st.sampled_from(["utf-8", "latin-1", "gbk", "x\0"]))
def test_any_bytes_have_a_text(data: bytes, declared: str | None) -> None:
    pytest.importorskip("resiliparse")
    decoded = decode(data, declared)
    assert decoded.text.encode("utf-8", "surrogatepass") is not None
    assert decoded == decode(data, declared)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FRENCH, "windows-1252"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "windows-1251"),
        ("今日は天気がいいですね。", "shift_jis"),
        ("今天的天气很好", "gb2312"),
        ("Příliš žluťoučký kůň", "iso-8859-2"),
    ],
)
def test_what_is_declared_is_believed_if_it_fits(text: str, name: str) -> None:
    decoded = decode(text.encode(name), f' "{name.upper()}" ')
    assert (decoded.text, decoded.how, decoded.lost) == (text, "declared", 0)


def test_latin_1_means_windows_1252_on_pages() -> None:
    assert decode(b"\x93caf\xe9\x94", "iso-8859-1") == Decoded(
        "“café”", "windows-1252", "declared"
    )


@pytest.mark.parametrize("declared", ["latin-1", "us-ascii", "koi8-r", "gbk"])
def test_what_is_plainly_utf8_is_not_read_as_anything_else(declared: str) -> None:
    assert decode(FRENCH.encode(), declared) == Decoded(FRENCH, "utf-8", "utf-8")


@pytest.mark.parametrize("declared", [None, "", "no-such", "unicode_escape", "utf-16"])
def test_what_is_declared_is_passed_over_where_it_is_of_no_use(
    declared: str | None,
) -> None:
    assert decode(b"caf\\u00e9", declared) == Decoded("caf\\u00e9", "utf-8", "utf-8")


def test_two_characters_of_gbk_that_could_be_utf8_are_what_they_say() -> None:
    assert decode("联通".encode("gbk"), "gbk").text == "联通"


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_before_all_else(mark: bytes, name: str) -> None:
    decoded = decode(mark + FRENCH.encode(name), "koi8-r")
    assert decoded == Decoded(FRENCH, name, "declared")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(name: str) -> None:
    assert decode(FRENCH.encode(name)) == Decoded(FRENCH, name, "detected")
    assert decode(FRENCH.encode(name), name) == Decoded(FRENCH, name, "declared")


def test_damage_in_a_few_places_does_not_change_the_rest() -> None:
    damaged = FRENCH.encode()[:-2] + b"\xff" + FRENCH.encode()
    decoded = decode(damaged, "utf-8")
    assert (decoded.text.count("\ufffd"), decoded.encoding) == (1, "utf-8")
    assert (decoded.lost, decoded.how) == (1, "utf-8")
    assert decoded.text.endswith(FRENCH)


def test_utf8_cut_off_within_a_character_is_still_utf8() -> None:
    assert decode("déjà é".encode()[:-1]) == Decoded("déjà \ufffd", "utf-8", "utf-8", 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FRENCH, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        ("今日は天気がいいですね。ニュース記事です。", "shift_jis"),
        ("안녕하세요 오늘의 뉴스입니다", "euc-kr"),
    ],
)
def test_what_says_nothing_is_detected(text: str, name: str) -> None:
    pytest.importorskip("resiliparse")
    decoded = decode(text.encode(name))
    assert (decoded.text, decoded.how) == (text, "detected")


def test_the_library_that_detects_is_named_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resiliparse.parse.encoding", None)
    assert decode(FRENCH.encode()).text == FRENCH
    with pytest.raises(UnusableRecordError, match=r"broadsheet\[ingest\]"):
        decode(RUSSIAN.encode("koi8-r"))
