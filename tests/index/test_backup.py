"""A backup is one revision, exactly; what is not exactly one is not restored."""

from __future__ import annotations

import io
import shutil
import tarfile
import threading
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import (
    ArchiveExistsError,
    ArchiveNotFoundError,
    Article,
    BackupError,
    Store,
    back_up_archive,
    check_archive,
    restore_archive,
)
from broadsheet.index import manifest as manifests
from broadsheet.index.manifest import BackupFile, Manifest, digest_of, seal


def article(number, **changes):
    return Article(**{"id": f"n{number}", "title": f"Oil {number}", **changes})


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of two segments, one with deletions, and an edition before."""
    path = tmp_path_factory.mktemp("built") / "archive"
    with Store.open(path, create=True) as store:
        store.rebuild([article(1)])
        store.rebuild([article(number) for number in range(30)])
        store.add([article(number, body="more") for number in range(28, 35)])
        store.delete(["n3"])
    return path


@pytest.fixture(scope="module")
def backup(archive, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "monday.backup"
    back_up_archive(archive, file)
    return file


def held(path):
    """Return the revision of an archive and its articles."""
    with Store.open(path) as store, store.snapshot() as snapshot:
        return snapshot.revision, list(snapshot.articles())


def test_what_is_restored_is_the_newest_revision(archive, backup, tmp_path):
    report = restore_archive(backup, tmp_path / "restored")
    assert held(tmp_path / "restored") == held(archive)
    assert check_archive(tmp_path / "restored") == ()
    assert (report.revision, report.articles) == ("3.3", 34)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["restored"]


def test_both_report_the_same(archive, tmp_path):
    file = tmp_path / "a.backup"
    written = back_up_archive(archive, file)
    assert restore_archive(file, tmp_path / "restored") == written
    assert written.bytes == file.stat().st_size
    assert written.sha256 == digest_of(file)
    with tarfile.open(file) as tar:
        assert len(tar.getnames()) == written.files + 1


def test_what_is_restored_can_be_changed_and_backed_up_again(backup, tmp_path):
    restored, again = tmp_path / "restored", tmp_path / "again"
    restore_archive(backup, restored)
    with Store.open(restored) as store:
        assert store.add([article(99)]).added == 1
        assert store.delete(["n99"]).deleted == 1
        assert store.rebuild(None).revision == "4.1"
    back_up_archive(restored, tmp_path / "b.backup")
    restore_archive(tmp_path / "b.backup", again)
    assert held(again) == held(restored)


def test_an_empty_archive_has_a_backup(tmp_path):
    with Store.open(tmp_path / "archive", create=True):
        pass
    assert back_up_archive(tmp_path / "archive", tmp_path / "b").articles == 0
    restore_archive(tmp_path / "b", tmp_path / "restored")
    assert held(tmp_path / "restored") == held(tmp_path / "archive")


def test_an_earlier_backup_is_replaced_when_the_new_one_is_complete(
    archive, tmp_path, monkeypatch
):
    file = tmp_path / "a.backup"
    file.write_text("before")

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(tarfile.TarFile, "addfile", fail)
        with pytest.raises(OSError, match="No space left"):
            back_up_archive(archive, file)
    assert [each.name for each in tmp_path.iterdir()] == ["a.backup"]
    assert file.read_text() == "before"
    back_up_archive(archive, file)
    restore_archive(file, tmp_path / "restored")


def test_there_is_no_backup_of_nothing(tmp_path):
    with pytest.raises(ArchiveNotFoundError):
        back_up_archive(tmp_path / "none", tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_of_one_revision_while_others_are_written(tmp_path):
    path, ended = tmp_path / "archive", threading.Event()
    with Store.open(path, create=True) as store:
        store.rebuild([article(0)])

        def write():
            number = 0
            while not ended.is_set():
                number += 1
                store.add([article(0, body=str(number)), article(1, body=str(number))])
                if number % 5 == 0:
                    store.rebuild([article(0, body="x"), article(1, body="x")])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(8):
                back_up_archive(path, tmp_path / f"{number}.backup")
        finally:
            ended.set()
            writer.join()
    for number in range(8):
        restored = tmp_path / f"restored{number}"
        restore_archive(tmp_path / f"{number}.backup", restored)
        _revision, articles = held(restored)
        assert len({each.body for each in articles}) == 1
        assert check_archive(restored) == ()


@pytest.mark.parametrize("there", ["archive", "file", "link", "text in a folder"])
def test_nothing_that_is_there_is_replaced(backup, archive, tmp_path, there):
    target = tmp_path / "target"
    if there == "archive":
        shutil.copytree(archive, target)
    elif there == "file":
        target.write_text("mine")
    elif there == "link":
        target.symlink_to(tmp_path / "elsewhere")
    else:
        target.mkdir()
        (target / "notes.txt").write_text("mine")
    before = sorted(target.rglob("*"))
    with pytest.raises(ArchiveExistsError) as refused:
        restore_archive(backup, target)
    assert refused.value.path == target
    assert sorted(target.rglob("*")) == before
    assert [each.name for each in tmp_path.iterdir()] == ["target"]


def test_an_empty_folder_may_become_the_archive(backup, archive, tmp_path):
    (tmp_path / "target").mkdir()
    restore_archive(backup, tmp_path / "target")
    assert held(tmp_path / "target") == held(archive)


def test_what_appears_meanwhile_is_not_replaced(backup, tmp_path, monkeypatch):
    target, rename = tmp_path / "target", Path.rename

    def late(self, other):
        (other / "mine").mkdir(parents=True)
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", late)
    with pytest.raises(ArchiveExistsError):
        restore_archive(backup, target)
    assert [each.name for each in tmp_path.rglob("*")] == ["target", "mine"]


def refused(file, tmp_path):
    """Return why *file* is not restored, and see that nothing is left of it."""
    with pytest.raises(BackupError) as error:
        restore_archive(file, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    assert not list(tmp_path.glob(".restored*"))
    return error.value.reason


@pytest.mark.parametrize("data", [b"", b"text", b"\0" * 20_000])
def test_another_file_is_no_backup(tmp_path, data):
    file = tmp_path / "a"
    file.write_bytes(data)
    assert refused(file, tmp_path)


@settings(max_examples=60)
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_byte_is_found_or_changes_nothing(
    backup, archive, tmp_path_factory, share, bit
):
    tmp_path = tmp_path_factory.mktemp("changed")
    data = bytearray(backup.read_bytes())
    data[int(share * len(data))] ^= 1 << bit
    file = tmp_path / "a"
    file.write_bytes(data)
    try:
        restore_archive(file, tmp_path / "restored")
    except BackupError:
        assert [each.name for each in tmp_path.iterdir()] == ["a"]
    else:
        # Tar fills up blocks, and knows owners and times.
        assert held(tmp_path / "restored") == held(archive)


@settings(max_examples=30)
@given(share=st.floats(0, 0.999))
def test_a_backup_that_was_cut_off_is_refused(backup, tmp_path_factory, share):
    tmp_path = tmp_path_factory.mktemp("cut")
    data = backup.read_bytes().rstrip(b"\0")
    file = tmp_path / "a"
    file.write_bytes(data[: int(share * len(data))])
    assert refused(file, tmp_path)


def packed(file, manifest, contents):
    """Write a backup by hand."""
    with tarfile.open(file, "w") as tar:
        for name, data in [(manifests.MANIFEST_NAME, seal(manifest)), *contents]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "/tmp/escaped",  # noqa: S108 - not to be written
        "editions/000001/../../../escaped",
        "editions/000001/escaped",
        "editions/000002/edition.json",
        "CURRENT",
        "editions/000001/pins/1",
        "",
        "editions/000001/MAIN_a.bsg\n",
    ],
)
def test_a_name_that_no_archive_has_is_refused(tmp_path, name):
    data = b"text"
    sha256 = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    manifest = Manifest(1, 1, 0, (BackupFile(name, len(data), sha256),))
    packed(tmp_path / "a", manifest, [(name, data)])
    assert refused(tmp_path / "a", tmp_path) == "has a wrong checksum"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_link_in_the_place_of_a_file_is_refused(tmp_path):
    name = "editions/000001/edition.json"
    manifest = Manifest(1, 1, 0, (BackupFile(name, 0, "0" * 64),))
    sealed = seal(manifest)
    with tarfile.open(tmp_path / "a", "w") as tar:
        member = tarfile.TarInfo(manifests.MANIFEST_NAME)
        member.size = len(sealed)
        tar.addfile(member, io.BytesIO(sealed))
        link = tarfile.TarInfo(name)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert "is no file" in refused(tmp_path / "a", tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"edition": "1"},
        {"generation": -1},
        {"articles": None},
        {"articles": True},
        {"files": [{"name": 1, "bytes": 0, "sha256": "0" * 64}]},
        {"files": [{"name": "a"}]},
        {"files": 3},
        {"format": 2},
        {"more": 1},
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path, changes):
    content = {"format": 1, "edition": 1, "generation": 1, "articles": 0, "files": []}
    content |= changes
    line = orjson.dumps({**content, "checksum": manifests._checksum(content)})
    with tarfile.open(tmp_path / "a", "w") as tar:
        member = tarfile.TarInfo(manifests.MANIFEST_NAME)
        member.size = len(line)
        tar.addfile(member, io.BytesIO(line))
    assert refused(tmp_path / "a", tmp_path)


def test_a_backup_that_holds_another_revision_than_it_says_is_refused(backup, tmp_path):
    with tarfile.open(backup) as tar:
        members = [(each.name, tar.extractfile(each).read()) for each in tar]
    told = orjson.loads(members[0][1])
    files = tuple(BackupFile(**each) for each in told["files"])
    manifest = Manifest(told["edition"], told["generation"], 7, files)
    packed(tmp_path / "a", manifest, members[1:])
    assert refused(tmp_path / "a", tmp_path) == "holds another revision than it says"
