"""The raw tokenizer: words numbered as they appear, alike in both builds."""

from __future__ import annotations

from array import array
from itertools import accumulate, pairwise

import numpy as np
import pytest

from broadsheet.index.kernels.plain import tokenise as plain

builds = [pytest.param(plain, id="plain")]
try:
    from broadsheet.index.kernels.native import tokenise as native

    builds.append(pytest.param(native, id="native"))
except ImportError:
    native = plain

build = pytest.mark.parametrize("kernels", builds)


def read(raw, texts, kind=plain.CASED):
    """Return the words of each text, by their numbers."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    bounds = np.array([0, *accumulate(map(len, encoded))], np.uint64)
    counts = raw.read(b"".join(encoded), bounds, bytes([kind]) * len(texts))
    words, _ = raw.words()
    numbers = array("I", range(len(words)))
    found, _, _, _ = raw.columns(numbers, array("i", numbers))
    bounds = [0, *accumulate(counts.tolist())]
    names = [words[number] for number in found.tolist()]
    return [names[a:b] for a, b in pairwise(bounds)]


@build
def test_words_are_numbered_as_they_first_appear(kernels):
    raw = kernels.RawTokenizer()
    assert read(raw, ["b a B’s", "a c"]) == [["b", "a", "B"], ["a", "c"]]
    assert raw.words() == (["b", "a", "B", "c"], bytes([kernels.CASED]) * 4)
    assert read(raw, ["d\u00ad b"]) == [["d", "b"]]
    assert raw.words(4) == (["d"], bytes([kernels.CASED]))
    assert raw.words(5) == ([], b"")


@build
def test_a_word_read_in_another_way_is_another_word(kernels):
    raw = kernels.RawTokenizer()
    read(raw, ["US 東京"])
    read(raw, ["US 東京"], kernels.UNCASED)
    words, kinds = raw.words()
    assert words == ["US", "東京", "京", "US"]
    assert list(kinds) == [kernels.CASED, kernels.RUN, kernels.RUN, kernels.UNCASED]


@build
def test_most_words_need_but_lower_case(kernels):
    raw = kernels.RawTokenizer()
    texts = ["Oil US USA who COVID-19 U.S. 3.5M R&D C++ AT&T été l'x 12 4G 東京 Ab Cd5"]
    read(raw, texts)
    words, _ = raw.words()
    assert dict(zip(words, raw.lowered(), strict=True)) == {
        word: plain_lowered(word) for word in words
    }
    assert raw.lowered(len(words) - 1) == ["cd5"]
    assert raw.lowered(len(words)) == []


def plain_lowered(word):
    if not word.isascii() or (len(word) < 4 and word.isupper()):
        return None
    return None if "." in word and not word[0].isdigit() else word.lower()


@build
def test_many_words_of_any_length_are_told_apart(kernels):
    raw = kernels.RawTokenizer()
    words = [f"{'x' * (number % 40)}{number}" for number in range(20_000)]
    for _ in range(2):
        assert read(raw, [" ".join(words[:9_000]), " ".join(words[9_000:])]) == [
            words[:9_000],
            words[9_000:],
        ]
    assert raw.words()[0] == words


@build
@pytest.mark.parametrize("size", [8, 9, 16, 17, 24])
def test_words_that_differ_in_their_last_letter_are_told_apart(kernels, size):
    one, other = "a" * size, "a" * (size - 1) + "b"
    assert read(kernels.RawTokenizer(), [f"{one} {other} {one}a"]) == [
        [one, other, f"{one}a"]
    ]


@build
def test_a_word_of_a_megabyte_is_one(kernels):
    word = "word" * (1 << 18)
    assert read(kernels.RawTokenizer(), [f"a {word} é{word} b"]) == [
        ["a", word, f"é{word}", "b"]
    ]


@build
def test_columns_for_fewer_words_are_refused(kernels):
    raw = kernels.RawTokenizer()
    raw.read(b"a b", np.array([0, 3], np.uint64), bytes([kernels.CASED]))
    with pytest.raises((ValueError, IndexError)):
        raw.columns(array("I", [0]), array("i", [0]))


@build
@pytest.mark.parametrize(
    "blob", [b"\x80", b"a\xc3", b"\xe6\x9d", b"\xf4\x90\x80\x80", b"\xff" * 9, b"\xc3a"]
)
def test_what_is_not_utf_8_is_refused(kernels, blob):
    raw = kernels.RawTokenizer()
    with pytest.raises(ValueError, match=r"UTF-8|utf-8"):
        raw.read(blob, np.array([0, len(blob)], np.uint64), bytes([kernels.CASED]))
    assert read(raw, ["a"]) == [["a"]]


@pytest.mark.skipif(native is plain, reason="the native build was not made")
@pytest.mark.parametrize(
    ("bounds", "count"), [([0, 4], 1), ([2, 1], 1), ([0, 3], 2), ([0], 1), ([], 0)]
)
def test_the_native_build_reads_nothing_beyond_the_blob(bounds, count):
    raw = native.RawTokenizer()
    with pytest.raises(ValueError, match="text"):
        raw.read(b"abc", np.array(bounds, np.uint64), bytes(count))
