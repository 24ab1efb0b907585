"""The rules of tokenisation, one table each: text, and what is read in it."""

from __future__ import annotations

import time

import pytest

from broadsheet.index.analysis import Tokens, query_tokens, tokenize


def read(text: str, *, acronyms: bool = True) -> list[tuple[str, str]]:
    """Each token as its form and the part of the text it covers."""
    tokens = tokenize(text, acronyms=acronyms)
    spans = zip(tokens.starts, tokens.ends, strict=True)
    covered = [text[start:end] for start, end in spans]
    return list(zip(tokens.forms, covered, strict=True))


def forms(text: str) -> str:
    return " ".join(tokenize(text, acronyms=True).forms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oil, prices (rise)!", "oil prices rise"),
        ("a I of the not", "a i of the not"),
        ("snake_case", "snake case"),
        ("zero\u200bwidth", "zero width"),
        ("so\u00adft hy\u2060phen", "soft hyphen"),
        ("\ufeffBOM", "BOM"),
        ("می\u200cخواهم", "میخواهم"),
        ("e\u0301te\u0301", "ete"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("❤\ufe0f I♥NY 😀", "i NY"),
        ("葛\U000e0100飾", "葛飾 飾"),
        ("\ud800a\udfff b\0c", "a b c"),
        ("m² ½", "m2 ½"),
        ("", ""),
        (" \t\n—…", ""),
    ],
)
def test_words_are_letters_digits_and_marks(text: str, expected: str) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O’Brien's", [("o'brien", "O’Brien")]),
        ("O'Brien", [("o'brien", "O'Brien")]),
        ("don't", [("don't", "don't")]),
        ("don`t", [("don't", "don`t")]),
        ("rock'n'roll", [("rock'n'roll", "rock'n'roll")]),
        ("Reagan's win", [("reagan", "Reagan"), ("win", "win")]),
        ("REAGAN’S", [("reagan", "REAGAN")]),
        ("US's", [("US", "US")]),
        ("AT&T’s", [("at&t", "AT&T")]),
        ("1980's", [("1980", "1980")]),
        ("café\u0301's", [("cafe", "café\u0301")]),
        ("workers' 'em", [("workers", "workers"), ("em", "em")]),
        ("'87", [("87", "87")]),
        ("it's", [("it", "it")]),
        ("don'ts", [("don'ts", "don'ts")]),
    ],
)
def test_an_apostrophe_between_letters_stays_but_for_a_possessive(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’eau", [("l'", "l’"), ("eau", "eau")]),
        ("L'ÉTAT", [("l'", "L'"), ("etat", "ÉTAT")]),
        ("jusqu'à", [("jusqu'", "jusqu'"), ("a", "à")]),
        ("qu’il", [("qu'", "qu’"), ("il", "il")]),
        ("dell'Arte", [("dell'", "dell'"), ("arte", "Arte")]),
        ("un'altra", [("un'", "un'"), ("altra", "altra")]),
        ("D'Arcy", [("d'", "D'"), ("arcy", "Arcy")]),
        ("Val-d'Oise", [("val", "Val"), ("d'", "d'"), ("oise", "Oise")]),
        ("l'U.R.S.S.", [("l'", "l'"), ("urss", "U.R.S.S.")]),
        ("aujourd'hui", [("aujourd'hui", "aujourd'hui")]),
        ("quelqu’un", [("quelqu'un", "quelqu’un")]),
        ("Dell's", [("dell", "Dell")]),
        ("the L's", [("the", "the"), ("l", "L")]),
        ("l' eau", [("l", "l"), ("eau", "eau")]),
    ],
)
def test_elided_articles_are_tokens_of_their_own(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5%", [("3.5", "3.5"), ("%", "%")]),
        ("2‰ of", [("2", "2"), ("‰", "‰"), ("of", "of")]),
        ("1,000 155,221.", [("1,000", "1,000"), ("155,221", "155,221")]),
        ("1.5bn", [("1.5bn", "1.5bn")]),
        ("１，０００．５％", [("1,000.5", "１，０００．５"), ("%", "％")]),
        ("1..2", [("1", "1"), ("2", "2")]),
        ("No.5, 6", [("no", "No"), ("5", "5"), ("6", "6")]),
        ("5 % x%", [("5", "5"), ("x", "x")]),
        ("$3.50-mln", [("3.50", "3.50"), ("mln", "mln")]),
        ("٣,٥", [("٣,٥", "٣,٥")]),
    ],
)
def test_numbers_keep_their_points_and_percent_signs(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AT&T R&D S&P Q&A PG&E", "at&t r&d s&p q&a pg&e"),
        ("ＡＴ＆Ｔ", "at&t"),
        ("Johnson&Johnson", "johnson johnson"),
        ("B&Johnson", "b johnson"),
        ("A & B", "a b"),
        ("R&1", "r 1"),
        ("C++ c++, g++", "c++ c++ g++"),
        ("C# F#.", "c# f#"),
        ("C++11 C#x", "c 11 c x"),
        ("JSF++ #tag", "JSF tag"),
    ],
)
def test_ampersands_and_plus_signs_inside_names(text: str, expected: str) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US WHO IT США", "US WHO IT США"),
        ("us Us It", "us us it"),
        ("A NATO A4", "a nato a4"),
        ("ÉU E\u0301U", "EU EU"),
        ("US-led UN/US", "US led UN US"),
        ("U.S. U.S.A. U.S J.F.K.", "US USA US JFK"),
        ("U.S.S.R. USSR u.s.s.r.", "ussr ussr ussr"),
        ("a.m., i.e. u.s. E.g.", "a.m i.e u.s e.g"),
        ("U.S.'s U.S.-led", "US US led"),
        ("U.S.Steel", "US steel"),
        ("John A. Smith", "john a smith"),
        ("J.R.R. Tolkien", "JRR tolkien"),
        ("U\u00ad.S.", "US"),
        ("example.com Ph.D.", "example com ph d"),
        ("С.Ш.А.", "США"),
    ],
)
def test_capitals_and_dots_make_acronyms(text: str, expected: str) -> None:
    assert forms(text) == expected


def test_the_span_of_a_dotted_acronym_has_its_last_dot() -> None:
    assert read("the U.S. and A. B") == [
        ("the", "the"),
        ("US", "U.S."),
        ("and", "and"),
        ("a", "A"),
        ("b", "B"),
    ]


def test_without_acronyms_only_dotted_capitals_are_some() -> None:
    assert read("US U.S. AT&T", acronyms=False) == [
        ("us", "US"),
        ("US", "U.S."),
        ("at&t", "AT&T"),
    ]


def test_a_text_in_capitals_is_judged_by_itself() -> None:
    assert tokenize("WHO SAYS U.S. IS IT").forms == ["who", "says", "US", "is", "it"]
    assert tokenize("WHO says IT").forms == ["WHO", "says", "IT"]


def test_a_query_is_not_judged_by_itself() -> None:
    assert query_tokens("US").forms == ["US"]
    assert query_tokens("US", acronyms=False).forms == ["us"]


def test_acronyms_are_spelled_in_lower_case() -> None:
    tokens = tokenize("US U.S. u.s. Été", acronyms=True)
    assert tokens.forms == ["US", "US", "u.s", "ete"]
    assert tokens.spellings == ["us", "us", "u.s", "été"]


def test_hyphens_slashes_and_dots_separate() -> None:
    assert forms("COVID-19 and/or e-mail a–b") == "covid 19 and or e mail a b"


def test_the_length_of_tokens_is_their_number() -> None:
    assert len(tokenize("two words")) == 2
    assert tokenize("") == Tokens([], [], [], [])


@pytest.mark.parametrize(
    "repeated",
    [
        *("a", ".-_'", "A.A.A.", "l'l'l'", "a'", "1,", "A&", "A&A&AAAA", "x's's", "%"),
        *("e\u0301", "\u0301\u0323", "\u00ad", "a\u00ad", "東", "東a", "ｶﾞ", "é’"),
    ],
)
def test_time_is_linear_in_the_length_of_the_text(repeated: str) -> None:
    """Twenty times the text may take no more than a hundred times as long."""

    def seconds(length: int) -> float:
        text = repeated * (length // len(repeated))
        started = time.process_time()
        tokenize(text)
        return time.process_time() - started

    short = min(seconds(5_000) for _ in range(3))
    assert seconds(100_000) < 100 * short + 0.1
