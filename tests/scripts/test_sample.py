"""The sample archive keeps what it promises to those who test and try with it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KEYS = {
    "id",
    "title",
    "body",
    "published",
    "source",
    "section",
    "authors",
    "tags",
    "language",
    "url",
}
CHRONICLE = "chronicle-harbour-book"

#: By trap: a pattern that title and body of at least two articles must hold.
TEXT_TRAPS = {
    "US the country": r"\bUS\b",
    "us the pronoun": r"\bus\b",
    "U.S. with dots": r"\bU\.S\.",
    "WHO the organisation": r"\bWHO\b",
    "who the pronoun": r"\bwho\b",
    "IT the department": r"\bIT\b",
    "it the pronoun": r"\bit\b",
    "May the month": r"\b(in|of|since|this|every) May\b",
    "may the verb": r"\bmay (be|have|close|appeal|begin)\b",
    "may not": r"\bmay not\b",
    "state of the union": r"\bstate of the union\b",
    "AT&T": r"\bAT&T\b",
    "R&D": r"\bR&D\b",
    "C++": r"\bC\+\+",
    "C#": r"\bC#",
    "COVID-19": r"\bCOVID-19\b",
    "3.5%": r"\b3\.5%",
    "1,000": r"\b1,000\b",
    "O’Brien, curly": r"\bO’Brien\b",
    "O'Brien, straight": r"\bO'Brien\b",
    "possessive singular": r"\b(harbour|museum|terminal|Lethonia|O'Brien)'s\b",
    "possessive plural": r"\b(pilots|workers|owners)' ",
    "sentence in curly quotes": r"“The sea keeps its own accounts,?”",
    "sentence in straight quotes": r'"[Tt]he sea keeps its own accounts,?"',
    "headline in capitals": r"\A[A-Z ,]{40,}\n",
    "markup in a title": r"\A[^\n]*<(\w+)>[^\n]*</\1>",
    "HTML characters in a body": r"\n[^\n]*<\w+/?>[^\n]* &|\n[^\n]*&amp;",
    "an emoji": r"[\U0001F300-\U0001FAFF]",
    "running": r"\brunning\b",
    "run": r"\brun\b",
    "ran": r"\bran\b",
    "hyphenated word": r"\b[a-z]+-[a-z]+-[a-z]+\b",
    "Chinese or Japanese": r"[\u4E00-\u9FFF]{2}",
    "kana": r"[\u3040-\u30FF]{2}",
    "German compound": r"\b[A-ZÄÖÜ][a-zäöüß]{19,}\b",
    "German umlaut": r"\b(für|über|Möwen|Öl|Müller)\b",
    "l’État": r"\b[Ll]’État\b",
    "aujourd’hui": r"\b[Aa]ujourd’hui\b",
    "Spanish accent": r"ñ|ción\b",
    "Portuguese accent": r"ção\b|ções\b|ão\b",
    "Cyrillic ё": r"ё",
    "Cyrillic й": r"й",
}
#: By trap: a pattern that ``published`` of at least two articles must match whole.
DATE_TRAPS = {
    "a year": r"\d{4}",
    "a month": r"\d{4}-\d\d",
    "a day": r"\d{4}-\d\d-\d\d",
    "UTC": r"[\dT:-]+Z",
    "a zone": r"[\d-]+T[\d:]+[+-](?!00)\d\d:\d\d",
    "naive": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?",
    "wire style": r"\d\d-[A-Z]{3}-1987 \d\d:\d\d:\d\d\.\d\d",
    "ambiguous": r"0\d/0\d/\d{4}",
    "unreadable": r"[a-z ]+",
}


@pytest.fixture(scope="module")
def articles() -> dict[str, dict[str, Any]]:
    """The records of the sample by id."""
    text = (ROOT / "scripts/sample/articles.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    by_id = {record["id"]: record for record in records}
    assert len(by_id) == len(records)
    return by_id


@pytest.fixture(scope="module")
def judged() -> list[dict[str, Any]]:
    """The judged queries."""
    text = (ROOT / "tests/search/judged_queries.json").read_text(encoding="utf-8")
    queries: list[dict[str, Any]] = json.loads(text)
    return queries


def whole_text(record: dict[str, Any]) -> str:
    """Title, line end, body."""
    return f"{record.get('title', '')}\n{record['body']}"


def values(articles: dict[str, dict[str, Any]], key: str) -> Counter[str]:
    """How many articles hold each value of *key*."""
    return Counter(record[key] for record in articles.values() if key in record)


def test_every_article_has_id_and_body_as_text(
    articles: dict[str, dict[str, Any]],
) -> None:
    assert len(articles) >= 110
    for record in articles.values():
        assert isinstance(record["id"], str)
        assert isinstance(record["body"], str)


def test_every_key_is_absent_somewhere_but_id_and_body(
    articles: dict[str, dict[str, Any]],
) -> None:
    everywhere = set.intersection(*(set(record) for record in articles.values()))

    assert everywhere == {"id", "body"}


def test_unknown_keys_are_rare_but_present(articles: dict[str, dict[str, Any]]) -> None:
    """``updated`` is known to the archive; ``page`` and ``edition`` are not."""
    unknown = set().union(*articles.values()) - KEYS

    assert unknown == {"updated", "page", "edition"}


def test_spread_of_sources_sections_and_authors(
    articles: dict[str, dict[str, Any]],
) -> None:
    authors = {
        name for record in articles.values() for name in record.get("authors", [])
    }

    assert len(values(articles, "source")) >= 6
    assert len(values(articles, "section")) >= 8
    assert len(authors) >= 15


def test_spread_of_languages(articles: dict[str, dict[str, Any]]) -> None:
    languages = values(articles, "language")

    assert languages["en"] > len(articles) / 2
    for language in ("de", "fr", "es", "it", "pt", "nl", "ru"):
        assert languages[language] >= 4
    for language in ("zh", "ja"):
        assert languages[language] >= 2


def test_dates_run_from_1987_to_2026(articles: dict[str, dict[str, Any]]) -> None:
    years = {
        found
        for date in values(articles, "published")
        for found in re.findall(r"\d{4}", date)
    }

    assert {str(year) for year in range(1987, 2027)} == years


def test_articles_are_short_but_the_chronicle(
    articles: dict[str, dict[str, Any]],
) -> None:
    """Empty ones apart; Chinese and Japanese do not space their words."""
    for article_id, record in articles.items():
        if article_id == CHRONICLE or record.get("language") in ("zh", "ja"):
            continue
        assert not record["body"] or 60 <= len(record["body"].split()) <= 250


def test_the_chronicle_is_long_and_ends_on_a_rare_word(
    articles: dict[str, dict[str, Any]],
) -> None:
    body = articles[CHRONICLE]["body"]
    paragraphs = body.split("\n\n")

    assert len(body.encode()) >= 100_000
    assert len(set(paragraphs)) == len(paragraphs)
    assert body.index("quillwort") > len(body) - 200
    assert (
        sum(whole_text(record).count("quillwort") for record in articles.values()) == 1
    )


@pytest.mark.parametrize("trap", TEXT_TRAPS)
def test_text_trap_is_in_two_articles(
    articles: dict[str, dict[str, Any]], trap: str
) -> None:
    pattern = re.compile(TEXT_TRAPS[trap])
    found = [
        key for key, record in articles.items() if pattern.search(whole_text(record))
    ]

    assert len(found) >= 2


@pytest.mark.parametrize("trap", DATE_TRAPS)
def test_date_trap_is_in_two_articles(
    articles: dict[str, dict[str, Any]], trap: str
) -> None:
    dates = [record.get("published", "") for record in articles.values()]

    assert sum(bool(re.fullmatch(DATE_TRAPS[trap], date)) for date in dates) >= 2


def test_two_articles_have_no_date_and_two_no_text(
    articles: dict[str, dict[str, Any]],
) -> None:
    assert sum("published" not in record for record in articles.values()) >= 2
    assert sum(not record["body"] for record in articles.values()) >= 2


def test_ids_with_a_slash_and_a_space(articles: dict[str, dict[str, Any]]) -> None:
    assert sum("/" in key and " " in key for key in articles) >= 2
    assert "cuttings/1994 box 3" in articles


def test_state_union_stands_where_state_of_the_union_does_not(
    articles: dict[str, dict[str, Any]],
) -> None:
    texts = [whole_text(record) for record in articles.values()]
    bare = [text for text in texts if "state union" in text]

    assert len(bare) >= 2
    assert not any("state of the union" in text for text in bare)


def test_one_story_is_carried_by_three_sources(
    articles: dict[str, dict[str, Any]],
) -> None:
    """Two bodies are equal, the third differs in one paragraph."""
    copies = [
        articles[f"story-2018-ferry-{paper}"]
        for paper in ("wire", "courier", "register")
    ]
    wire, courier, register = (record["body"].split("\n\n") for record in copies)

    assert wire == courier
    assert sum(a != b for a, b in zip(wire, register, strict=True)) == 1
    for key in ("title", "source"):
        assert len({record[key] for record in copies}) == 3


def test_thirty_queries_are_judged_once_each(judged: list[dict[str, Any]]) -> None:
    assert len({query["q"] for query in judged}) == len(judged) == 30
    for query in judged:
        assert set(query) <= {"q", "params", "judgements"}


def test_judgements_are_grades_of_articles_of_the_sample(
    articles: dict[str, dict[str, Any]], judged: list[dict[str, Any]]
) -> None:
    for query in judged:
        assert query["judgements"]
        assert set(query["judgements"]) <= set(articles)
        assert set(query["judgements"].values()) <= {1, 2, 3}
