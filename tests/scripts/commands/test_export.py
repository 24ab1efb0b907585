"""``broadsheet export``."""

from __future__ import annotations

import gzip
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.scripts.commands.export import export
from broadsheet.search import (
    EXPORT_PARAMETERS,
    FILTERS,
    Archive,
    ExportText,
    export_format,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def _expected(path: Path, name: str, q: str = "", **parameters: Any) -> bytes:
    with Archive.open(path) as archive, archive.export(q, **parameters) as found:
        return b"".join(ExportText(found, export_format(name)))


def test_every_parameter_of_an_export_is_an_option() -> None:
    options = {option for param in export.params for option in param.opts}
    wanted = {f"--{name.replace('_', '-')}" for name in EXPORT_PARAMETERS}
    wanted -= {"--exclude"}
    assert wanted | {f"--exclude.{name}" for name in FILTERS} <= options
    assert not {"--page", "--cursor", "--facet", "--highlight"} & options


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.ndjson", "ndjson"),
        ("a.jsonl", "ndjson"),
        ("a.csv", "csv"),
        ("a.CSV", "csv"),
        ("a", "ndjson"),
        ("a.csv.gz", "csv"),
        ("a.jsonl.gz", "ndjson"),
        ("a.gz", "ndjson"),
        ("A.CSV.GZ", "csv"),
    ],
)
def test_the_name_tells_how_the_file_is_written(
    name: str, form: str, invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    outcome = invoke("export", "oil", "-o", file, "--archive", archive_path)
    assert outcome.code == 0, outcome.err
    written = file.read_bytes()
    if name.lower().endswith(".gz"):
        written = gzip.decompress(written)
    assert written == _expected(archive_path, form, "oil")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, "archive"])


@pytest.mark.parametrize("name", ["a.csv.bz2", "a.ndjson.xz", "a.zst", "a.csv.ZIP"])
def test_a_name_of_another_packing_is_refused(
    name: str, invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    """It would be a lie about what is in the file."""
    outcome = invoke("export", "-o", tmp_path / name, "--archive", archive_path)
    assert outcome.code == 2
    assert "name a file that ends in .gz" in outcome.err
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


def test_a_file_in_no_folder_is_refused(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "x" / "a.csv"
    outcome = invoke("export", "-o", file, "--archive", archive_path)
    assert outcome.code == 2
    assert f"there is no folder {str(file.parent)!r}" in outcome.err


def test_a_pipe_is_refused_and_what_a_link_leads_to_is_written(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    """A complete file would take the place of the device, or of the link."""
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.csv", tmp_path / "a.csv"
    os.mkfifo(pipe)
    outcome = invoke("export", "-o", pipe, "--archive", archive_path)
    assert outcome.code == 2
    assert "is no file but a device or a pipe" in outcome.err
    assert pipe.is_fifo()
    link.symlink_to(file)
    assert invoke("export", "-o", link, "--archive", archive_path).code == 0
    assert link.is_symlink()
    assert file.read_bytes() == _expected(archive_path, "csv")


def test_the_format_may_be_given(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    args = ("--format", "csv", "--output", file, "--archive", archive_path)
    assert invoke("export", *args).code == 0
    assert file.read_bytes() == _expected(archive_path, "csv")


def test_rows_and_checksum_are_told(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.ndjson"
    args = ("oil", "-o", file, "--archive", archive_path)
    outcome = invoke("export", *args)
    end = json.loads(file.read_bytes().splitlines()[-1])["end"]
    assert end["rows"] == 3
    assert outcome.out == (
        f"3 articles of revision {end['revision']}\nsha256 {end['sha256']}\n"
    )
    assert invoke("export", *args, "--json").json == {**end, "file": str(file)}


def test_standard_output_has_the_export_alone(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("export", "crude", "--archive", archive_path)
    assert outcome.out.encode() == _expected(archive_path, "ndjson", "crude")
    assert outcome.err.startswith("1 article of revision 1.1\nsha256 ")


def test_options_mean_what_the_keywords_do(invoke: Invoke, archive_path: Path) -> None:
    options = ("--sort", "newest", "--exclude.source", "AP", "--fields", "title,url")
    outcome = invoke("export", "oil", *options, "--archive", archive_path)
    assert outcome.out.encode() == _expected(
        archive_path,
        "ndjson",
        "oil",
        sort="newest",
        exclude={"source": "AP"},
        fields=("title", "url"),
    )


def test_an_export_that_fails_leaves_the_file_before(
    invoke: Invoke,
    archive_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "a.ndjson"
    file.write_text("before")
    assert invoke("export", "(", "-o", file, "--archive", archive_path).code == 2

    def fail(_self: ExportText) -> Any:
        yield b"half of"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ExportText, "__iter__", fail)
    outcome = invoke("export", "-o", file, "--archive", archive_path)
    assert outcome.code == 1
    assert "No space left" in outcome.err
    assert file.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.ndjson", "archive"]


def test_what_was_exported_can_be_added_but_for_its_last_line(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file, lines = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    invoke("export", "-o", file, "--archive", archive_path)
    lines.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    options = ("--json", "--no-clean", "all", "--archive", archive_path)
    outcome = invoke("add", lines, *options)
    assert (outcome.json["unchanged"], outcome.json["rejected"]) == (3, 0)


@pytest.mark.parametrize("name", ["a.ndjson", "a.csv", "a.csv.gz"])
def test_the_last_line_of_an_export_is_no_article(
    name: str, invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    invoke("export", "-o", file, "--archive", archive_path)
    options = ("--json", "--no-clean", "all", "--archive", archive_path)
    report = invoke("add", file, *options).json
    assert (report["unchanged"], report["added"], report["rejected"]) == (3, 0, 1)
    assert "last line of an export" in report["rejections"][0]["reason"]
