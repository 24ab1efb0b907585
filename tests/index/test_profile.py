"""A profile says how the articles of one system are read, or where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.index.cleaning import Cleaner, Cleaning
from broadsheet.index.errors import SettingsError
from broadsheet.index.profile import Profile, parse_profile, read_profile
from broadsheet.index.records import article_from_record

WHOLE = """
[fields]
title = "headline"
id = "meta.guid"

[join]
body = { keys = ["lead", "text"], with = "\\n\\n" }
authors = ["author1", "author2"]

[constants]
source = "The Norrby Post"
tags = ["archive"]

[files]
encoding = "latin-1"

[dates]
formats = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
timezone = "Europe/Stockholm"
day_first = true

[cleaning]
clean = ["language"]
no_clean = ["markup"]
link_lists = ["Mer från Norrby"]
"""


def test_a_record_is_read_as_the_profile_says() -> None:
    profile = parse_profile(WHOLE)
    record = {
        "headline": "Storm",
        "meta": {"guid": "7"},
        "lead": "It rained.",
        "text": "It rained on.",
        "author1": "Ann Lee",
        "author2": "",
        "date": "03.05.2024 14:30",
        "updated": "04.05.2024",
        "tags": ["rain"],
    }
    article = article_from_record(record, mapping=profile.mapping)
    assert (article.id, article.title) == ("7", "Storm")
    assert article.body == "It rained.\n\nIt rained on."
    assert article.authors == ("Ann Lee",)
    assert (article.source, article.tags) == ("The Norrby Post", ("rain",))
    assert (article.published, article.date_precision) == (
        "2024-05-03T14:30Z",
        "minute",
    )
    assert (article.updated, article.extra) == ("2024-05-04", {})
    assert (profile.timezone, profile.day_first) == ("Europe/Stockholm", True)
    assert profile.encoding == "windows-1252"


def test_joined_keys_may_be_missing() -> None:
    mapping = parse_profile(WHOLE).mapping
    article = article_from_record({"headline": "a", "text": "b"}, mapping=mapping)
    assert (article.body, article.authors) == ("b", ())
    article = article_from_record({"headline": "a", "x": 1}, mapping=mapping)
    assert (article.body, article.extra) == ("", {"x": 1})


def test_a_date_that_does_not_fit_the_formats_is_read_as_ever() -> None:
    mapping = parse_profile(WHOLE).mapping
    for text, found in (
        ("2024-05-03", "2024-05-03"),
        ("31.02.2024", None),
        ("x", None),
    ):
        article = article_from_record({"date": text}, mapping=mapping)
        assert article.published == found


@pytest.mark.parametrize(
    ("form", "text", "found", "precision"),
    [
        ("%Y", "2024", "2024", "year"),
        ("%B %Y", "May 2024", "2024-05", "month"),
        ("%Y%m%d", "20240503", "2024-05-03", "day"),
        ("%Y%m%d%H%M%S", "20240503142500", "2024-05-03T14:25:00Z", "second"),
        ("%d/%m/%y %H:%M %z", "03/05/24 14:25 +0200", "2024-05-03T12:25Z", "minute"),
    ],
)
def test_a_date_is_as_precise_as_its_format(
    form: str, text: str, found: str, precision: str
) -> None:
    mapping = parse_profile(f'[dates]\nformats = "{form}"').mapping
    article = article_from_record({"date": text}, mapping=mapping)
    assert (article.published, article.date_precision) == (found, precision)


def test_cleaning_is_chosen_by_the_profile() -> None:
    cleaning = parse_profile(WHOLE).cleaning
    assert "language" in cleaning.steps
    assert "markup" not in cleaning.steps
    article = article_from_record(
        {"title": "a", "body": "Rain.\nMER FRÅN NORRBY\nStorm"}
    )
    assert Cleaner(cleaning).clean(article).body == "Rain."


def test_an_empty_profile_changes_nothing() -> None:
    profile = parse_profile("")
    assert profile == Profile()
    assert profile.cleaning == Cleaning()
    assert profile.mapping.is_plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[feilds]\n", "p.toml:1: unknown key 'feilds'; did you mean 'fields'?"),
        ("\nx = 1\n", "p.toml:2: unknown key 'x'; known: fields, join"),
        ("fields = 1\n", "p.toml:1: fields: write it as a table: [fields]"),
        (
            "[fields]\n\ntitel = 'head'\n",
            "p.toml:3: unknown key 'titel' in [fields]; did you mean 'title'?",
        ),
        ("[fields]\ntitle = 3\n", "p.toml:2: title: write it as the name of a key"),
        ("[fields]\ntitle = ''\n", "p.toml:2: title: write it as the name of a key"),
        (
            "[join]\nbody = { keys = ['a'], wiht = '' }\n",
            "p.toml:2: body: unknown key 'wiht'; did you mean 'with'?",
        ),
        (
            "[join.body]\nkey = ['a']\n",
            "p.toml:1: body: unknown key 'key'; did you mean",
        ),
        ("[join]\nbody = []\n", "p.toml:2: body: keys: write it as"),
        ("[join]\nbody = 'a'\n", 'p.toml:2: body: write it as ["key", "other key"]'),
        (
            "[fields]\nbody = 'a'\n[join]\nbody = ['a']\n",
            "p.toml:4: body: it is in [fields] as well; choose one",
        ),
        ("[constants]\nsource = 1\n", "p.toml:2: source: write it as a text"),
        ("[constants]\ntags = [1]\n", "p.toml:2: tags: write it as a text or a list"),
        (
            "[dates]\ntimezone = 'Europe/Norrby'\n",
            "p.toml:2: timezone: ",
        ),
        (
            "[dates]\nday_first = 'yes'\n",
            "p.toml:2: day_first: write it as true or false",
        ),
        (
            "[dates]\nformats = ['%d.%m.']\n",
            "p.toml:2: formats: the date format '%d.%m.'",
        ),
        (
            "[dates]\nformats = ['%Y %q']\n",
            "p.toml:2: formats: the date format '%Y %q'",
        ),
        (
            "[cleaning]\n# steps\nclean = ['mojibaked']\n",
            "p.toml:3: clean: there is no step 'mojibaked'; did you mean 'mojibake'?",
        ),
        (
            "[cleaning]\nno_clean = ['links']\n",
            "p.toml:2: no_clean: there is no step 'links'",
        ),
        (
            "[cleaning]\nclean = ['title']\nno_clean = ['title']\n",
            "p.toml:3: no_clean: title is to be taken and left out",
        ),
        (
            "[files]\nencoding = 'rot13'\n",
            "p.toml:2: encoding: there is no encoding 'rot13'",
        ),
        ("[fields]\ntitle = \n", "p.toml:2:9: not TOML: invalid value"),
        ("[fields\n", "p.toml:1:8: not TOML: expected ']'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_profile(text, "p.toml")
    assert message in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cms.toml"
    with pytest.raises(SettingsError, match=r"cms\.toml: cannot be read: No such file"):
        read_profile(path)
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match=r"cms\.toml: cannot be read: is not UTF-8"):
        read_profile(path)
    path.write_text(WHOLE, "utf-8")
    assert read_profile(path) == parse_profile(WHOLE)
