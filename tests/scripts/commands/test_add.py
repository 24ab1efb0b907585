"""``broadsheet add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_articles_are_added_and_replaced_by_id(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "oil", "title": "Changed"}\n{"id": "new", "title": "N"}\n')
    outcome = invoke("add", feed, "--archive", archive_path)
    assert outcome.code == 0, outcome.err
    lines = dict(line.split() for line in outcome.out.splitlines())
    assert (lines["added"], lines["replaced"]) == ("1", "1")
    found = invoke("search", "--json", "--archive", archive_path).json
    assert found["total"] == 4
    assert found["revision"] == lines["revision"]


def test_same_articles_again_change_nothing(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    before = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    options = ("--json", "--no-clean", "control_characters", "--archive", archive_path)
    report = invoke("add", articles_path, *options).json
    assert (report["unchanged"], report["revision"], report["cleaned"]) == (
        3,
        before,
        {},
    )


def test_articles_are_cleaned_as_asked_and_the_report_says_how(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "1", "body": "<p>LONDON, 12 May 2025 - It rained.</p>"}\n')
    options = ("--archive", archive_path, "--clean", "dateline, url-date")
    outcome = invoke("add", feed, *options)
    assert outcome.out.endswith(
        "cleaned:\n  markup    1\n  title     1\n  dateline  1\n"
    )
    options = (*options, "--no-clean", "markup", "--no-clean", "title,dateline")
    assert invoke("add", feed, *options).code == 1
    options = ("--archive", archive_path, "--json", "--no-clean", "markup,title")
    report = invoke("add", feed, *options).json
    assert (report["replaced"], report["cleaned"]) == (1, {})


def test_a_profile_says_how_articles_are_read(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    profile, feed = tmp_path / "cms.toml", tmp_path / "feed.jsonl"
    profile.write_text(
        "[fields]\ntitle = 'head'\nid = 'guid'\n[constants]\nsource = 'Post'\n"
        "[dates]\ntimezone = 'Europe/Stockholm'\nday_first = true\n"
        "[cleaning]\nno_clean = ['markup']\n"
    )
    feed.write_text(
        '{"guid": "n", "nr": "m", "head": "<p>Rain</p>", "date": "03/05/2024 14:30"}\n'
    )
    options = ("--archive", archive_path, "--json", "--profile", profile)
    assert invoke("add", feed, *options, "--map", "id=nr").json["added"] == 1
    found = invoke("search", "rain", "--json", "--archive", archive_path).json
    (hit,) = found["results"]
    assert (hit["id"], hit["title"], hit["source"]) == ("m", "<p>Rain</p>", "Post")
    assert hit["published"] == "2024-05-03T12:30Z"
    profile.write_text("[fields]\ntitel = 'head'\n")
    outcome = invoke("add", feed, "--archive", archive_path, "--profile", profile)
    assert outcome.code == 1
    assert "cms.toml:2: unknown key 'titel' in [fields]; did you mean 'title'?" in (
        outcome.err
    )


def test_the_encoding_may_be_said(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_bytes("id,title\n1,Été\n".encode("windows-1252"))
    options = ("--archive", archive_path, "--json")
    assert invoke("add", feed, *options).json["rejected"] == 1
    assert invoke("add", feed, *options, "--encoding", "latin-1").json["added"] == 1
    assert invoke("search", "été", *options).json["total"] == 1
    assert invoke("add", feed, *options, "--encoding", "lattin").code == 1


def test_an_unknown_step_is_refused(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    options = ("--archive", archive_path, "--no-clean", "repeated-bodies")
    outcome = invoke("add", articles_path, *options)
    assert outcome.code == 1
    assert "did you mean 'repeated_body'?" in outcome.err


def test_strict_add_changes_nothing(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "new", "title": "N"}\nnone\n')
    assert invoke("add", feed, "--strict", "--archive", archive_path).code == 1
    found = invoke("search", "--json", "--archive", archive_path).json
    assert found["total"] == 3


def test_add_needs_a_file_and_an_archive(
    invoke: Invoke, tmp_path: Path, articles_path: Path
) -> None:
    assert invoke("add", "--archive", tmp_path).code == 2
    outcome = invoke("add", articles_path, "--archive", tmp_path / "none")
    assert outcome.code == 1
    assert not (tmp_path / "none").exists()
