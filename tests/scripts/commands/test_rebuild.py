"""``broadsheet rebuild``, and the plain script that does the same."""

from __future__ import annotations

import gzip
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from broadsheet.search import Archive

if TYPE_CHECKING:
    from ..conftest import Invoke

_COMMAND = Path(sys.executable).parent / "broadsheet"


def _counts(table: str) -> dict[str, str]:
    lines = table.partition("\n\n")[0].splitlines()
    return dict(line.split() for line in lines)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where there is no archive yet."""
    return tmp_path / "new" / "archive"


def test_rebuild_makes_an_archive_and_reports(
    invoke: Invoke, path: Path, articles_path: Path
) -> None:
    outcome = invoke("rebuild", articles_path, "--archive", path)
    assert outcome.code == 0, outcome.err
    counts = _counts(outcome.out)
    assert (counts["read"], counts["added"], counts["undated"]) == ("3", "3", "1")
    assert invoke("search", "oil", "--json", "--archive", path).json["total"] == 3


def test_the_number_of_threads_can_be_told(
    invoke: Invoke, path: Path, articles_path: Path
) -> None:
    options = ("--archive", path, "--threads")
    assert invoke("rebuild", articles_path, *options, "0").code == 0
    assert invoke("rebuild", articles_path, *options, "3").code == 0
    assert invoke("rebuild", articles_path, *options, "-1").code == 2


def test_an_archive_is_no_file_to_rebuild_from(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("rebuild", archive_path, "--archive", archive_path)
    assert outcome.code == 1
    assert "is an archive of Broadsheet" in outcome.err
    assert invoke("stats", "--json", "--archive", archive_path).json["articles"] == 3


def test_next_edition_holds_exactly_the_files(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text(
        '{"id": "oil", "title": "Changed"}\n'
        '{"id": "oil", "title": "Changed"}\n'
        '{"id": "new", "title": "New"}\n'
    )
    report = invoke("rebuild", feed, "--json", "--archive", archive_path).json
    assert {
        name: report[name]
        for name in ("added", "replaced", "unchanged", "duplicate", "vanished")
    } == {"added": 1, "replaced": 1, "unchanged": 0, "duplicate": 1, "vanished": 2}
    found = invoke("search", "--json", "--archive", archive_path).json
    assert {hit["id"] for hit in found["results"]} == {"oil", "new"}


def test_several_files_are_read_plain_packed_and_as_tables(
    invoke: Invoke, path: Path, articles_path: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "more.jsonl.gz"
    packed.write_bytes(gzip.compress(b'{"id": "a", "title": "A"}\n', mtime=0))
    table = tmp_path / "table.csv"
    table.write_text("id,title\nb,B\nc,C\n")
    files = (articles_path, packed, table)
    assert invoke("rebuild", *files, "--json", "--archive", path).json["added"] == 6


def test_standard_input_is_read(path: Path, articles_path: Path) -> None:
    run = subprocess.run(
        [_COMMAND, "rebuild", "--archive", path, "--json", "-"],
        input=articles_path.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert orjson.loads(run.stdout)["added"] == 3
    assert run.stderr == b""


def test_rejects_file_in_no_folder_is_told_before_anything_is_read(
    invoke: Invoke, path: Path, articles_path: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "none" / "a.rejects.jsonl"
    outcome = invoke("rebuild", articles_path, "--archive", path, "--rejects", rejects)
    assert outcome.code == 2
    assert f"there is no folder {str(rejects.parent)!r}" in outcome.err
    assert not path.exists()


def test_rejects_take_the_place_of_no_pipe(
    invoke: Invoke, path: Path, articles_path: Path, tmp_path: Path
) -> None:
    """Nor of a device, such as /dev/null."""
    os.mkfifo(tmp_path / "pipe")
    options = ("--archive", path, "--rejects", tmp_path / "pipe")
    assert invoke("rebuild", articles_path, *options).code == 2
    assert (tmp_path / "pipe").is_fifo()


def test_pipe_is_read_once(path: Path, articles_path: Path) -> None:
    """As in ``broadsheet rebuild <(zcat …)``: a second look would find it empty."""
    reader, writer = os.pipe()
    os.write(writer, articles_path.read_bytes())
    os.close(writer)
    run = subprocess.run(
        [_COMMAND, "rebuild", "--archive", path, "--json", f"/dev/fd/{reader}"],
        pass_fds=[reader],
        capture_output=True,
        check=True,
    )
    os.close(reader)
    assert orjson.loads(run.stdout)["added"] == 3


def test_without_files_the_stored_articles_are_read_again(
    invoke: Invoke, archive_path: Path
) -> None:
    args = ("--language", "de", "--timezone", "Europe/Berlin")
    report = invoke("rebuild", *args, "--json", "--archive", archive_path).json
    assert (report["unchanged"], report["vanished"]) == (3, 0)
    with Archive.open(archive_path) as archive:
        assert archive.settings.language == "de"
        assert archive.settings.timezone == "Europe/Berlin"


def test_settings_are_kept_unless_given(
    invoke: Invoke, path: Path, articles_path: Path
) -> None:
    args = ("--timezone", "Asia/Tokyo", "--archive", path)
    invoke("rebuild", articles_path, *args)
    invoke("rebuild", articles_path, "--language", "fr", "--archive", path)
    with Archive.open(path) as archive:
        assert archive.settings.timezone == "Asia/Tokyo"
        assert archive.settings.language == "fr"


def test_naive_times_are_read_in_the_zone_of_the_archive(
    invoke: Invoke, path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "a", "title": "A", "published": "2024-01-01T09:00:00"}\n')
    invoke("rebuild", feed, "--timezone", "Asia/Tokyo", "--archive", path)
    (hit,) = invoke("search", "--json", "--archive", path).json["results"]
    assert hit["published"] == "2024-01-01T00:00:00Z"


def test_fields_are_mapped_and_numeric_dates_read_as_told(
    invoke: Invoke, path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,headline,day\na,Oil,03/04/2016\n")
    maps = ("--map", "title=headline", "--map", "published=day")
    for order, date in (("--day-first", "2016-04-03"), ("--month-first", "2016-03-04")):
        invoke("rebuild", feed, *maps, order, "--archive", path)
        (hit,) = invoke("search", "oil", "--json", "--archive", path).json["results"]
        assert hit["published"] == date
    invoke("rebuild", feed, *maps, "--archive", path)
    (hit,) = invoke("search", "oil", "--json", "--archive", path).json["results"]
    assert hit["published"] is None


def test_rejects_are_shown_kept_and_fed_in_again(
    invoke: Invoke, path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "a", "title": "A"}\n{"id": "b", "title": 7}\nnone\n')
    rejects = tmp_path / "feed.rejects.jsonl"
    outcome = invoke("rebuild", feed, "--rejects", rejects, "--archive", path)
    assert outcome.code == 0
    assert f"  {feed}:2: " in outcome.out
    assert f"All of them are in {rejects}" in outcome.out
    rejects.write_text(rejects.read_text().replace("7", "8").replace(" 8", ' \\"B\\"'))
    report = invoke("add", rejects, "--json", "--archive", path).json
    assert (report["added"], report["rejected"]) == (1, 1)


def test_strict_stops_at_the_first_reject_and_changes_nothing(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "a", "title": "A"}\nnone\n')
    before = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    outcome = invoke("rebuild", feed, "--strict", "--archive", archive_path)
    assert outcome.code == 1
    assert f"{feed}:2: " in outcome.err
    assert outcome.out == ""
    after = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    assert before == after


@pytest.mark.parametrize("option", ["--map=titel=x", "--language=xx", "--timezone=X"])
def test_unusable_setting_is_told_before_anything_is_made(
    option: str, invoke: Invoke, path: Path, articles_path: Path
) -> None:
    outcome = invoke("rebuild", articles_path, option, "--archive", path)
    assert outcome.code == 1
    assert outcome.err.startswith("broadsheet: error: ")
    assert not path.exists()


def test_missing_file_is_told_before_anything_is_read(
    invoke: Invoke, path: Path, articles_path: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "none.jsonl"
    outcome = invoke("rebuild", articles_path, missing, "--archive", path)
    assert outcome.code == 1
    assert str(missing) in outcome.err
    assert not path.exists()


def test_terminal_is_told_how_far_the_reading_is(
    path: Path, articles_path: Path
) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [_COMMAND, "rebuild", articles_path, "--archive", path],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    assert b"Read: 3 records, 0 rejected" in os.read(ours, 65_536)
    os.close(ours)


def test_plain_script_does_the_same(
    path: Path, articles_path: Path, project_path: Path
) -> None:
    script = project_path / "scripts" / "rebuild_index.py"
    run = subprocess.run(
        [sys.executable, script, articles_path, "--archive", path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert _counts(run.stdout)["added"] == "3"
    wrong = subprocess.run(
        [sys.executable, script, "--no-such-option"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert "rebuild_index.py" in wrong.stderr


def test_plain_script_says_how_to_install(project_path: Path) -> None:
    """Run by a Python that has no broadsheet; -S leaves out what is installed."""
    run = subprocess.run(
        [sys.executable, "-S", project_path / "scripts" / "rebuild_index.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "pip install -e ." in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[1]\n", b'{"id": ""}\n'])
def test_files_without_an_article_never_take_the_place_of_an_archive(
    invoke: Invoke, archive_path: Path, tmp_path: Path, content: bytes
) -> None:
    """A nightly export that broke would else empty the archive, twice for good."""
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(content)
    before = invoke("stats", "--json", "--archive", archive_path).json
    outcome = invoke("rebuild", feed, "--archive", archive_path)
    assert outcome.code == 1
    assert "there is no article in it, so nothing was changed" in outcome.err
    after = invoke("stats", "--json", "--archive", archive_path).json
    assert (after["revision"], after["articles"]) == (
        before["revision"],
        before["articles"],
    )


def test_rejects_are_kept_though_nothing_else_is(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed, rejects = tmp_path / "feed.jsonl", tmp_path / "bad.rejects.jsonl"
    feed.write_text('{"id": ""}\n')
    outcome = invoke("rebuild", feed, "--rejects", rejects, "--archive", archive_path)
    assert outcome.code == 1
    assert len(rejects.read_text().splitlines()) == 1


def test_an_archive_whose_settings_are_damaged_is_cured_by_naming_them(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    for description in archive_path.glob("editions/*/edition.json"):
        description.write_text("x")
    refused = invoke("rebuild", articles_path, "--archive", archive_path)
    assert refused.code == 1
    assert "give --language and --timezone" in refused.err
    named = ("--language", "de", "--timezone", "Europe/Berlin")
    cured = invoke("rebuild", articles_path, *named, "--archive", archive_path)
    assert cured.code == 0, cured.err
    stats = invoke("stats", "--json", "--archive", archive_path).json
    assert stats["articles"] == 3


def test_a_dry_run_shows_what_would_be_and_writes_nothing(
    invoke: Invoke, path: Path, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "oil", "body": "New.\\nRelated\\nMore"}\nnope\n')
    outcome = invoke("rebuild", feed, "--dry-run", "--archive", path)
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith("A dry run: nothing was written.")
    assert (
        "\n  added  oil  New.\n      New.\n      cleaned: link_lists: cut"
        in outcome.out
    )
    assert f"  {feed}:2: not JSON" in outcome.out
    assert "(record 2, byte 45)\n" in outcome.out
    assert not path.exists()
    before = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    options = ("--dry-run", "--json", "--archive", archive_path)
    report = invoke("rebuild", feed, *options).json
    counts = (report["replaced"], report["rejected"], report["vanished"])
    assert (counts, report["revision"]) == ((1, 1, 2), before)
    assert report["examples"][0]["id"] == "oil"
    assert report["rejections"][0]["offset"] == 45
    report = invoke("add", feed, *options).json
    assert (report["replaced"], report["vanished"]) == (1, 0)
    stats = invoke("stats", "--json", "--archive", archive_path).json
    assert (stats["revision"], stats["articles"]) == (before, 3)
    assert invoke("rebuild", "--dry-run", "--archive", archive_path).code == 2
