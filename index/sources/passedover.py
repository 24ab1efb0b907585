"""What is passed over in folders and archives, since no article is in it."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Names of what is hidden, not there yet, or not for us.
_HIDDEN = (".", "~", "#")
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".swp", "~")
_REJECTS = tuple(f".rejects.jsonl{end}" for end in ("", ".gz", ".zst", ".bz2", ".xz"))
#: What pages are saved and sites are exported with.
_COMPANIONS = (
    *(".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"),
    *(".gif", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".ico", ".bmp"),
    *(".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".ogg", ".wav", ".webm", ".mov", ".avi"),
)
_SYSTEM_FOLDERS = ("__MACOSX", "lost+found")
#: What is in the folder of an archive of ours.
_ARCHIVE = ("CURRENT", "editions")


def entries_to_read(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield the files and folders in *folder* that are not passed over.

    Symbolic links are, and so are devices and the folders of archives of ours.

    :raises OSError: if it cannot be read.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                is_for_us = not _is_folder_passed_over(entry.name)
                if is_for_us and not _is_archive(entry.path):
                    yield entry
            elif entry.is_file(follow_symlinks=False) and not _is_passed_over(
                entry.name
            ):
                yield entry


def refuse_archive(folder: str) -> None:
    """Refuse to read *folder* as articles if it is an archive of ours.

    Of its own files some would pass for articles.

    :raises UnreadableSourceError: if it is one.
    """
    if _is_archive(folder):
        reason = "is an archive of Broadsheet; 'broadsheet export' takes articles out"
        raise UnreadableSourceError(folder, reason)


def is_member_passed_over(path: str) -> bool:
    """Whether what an archive names *path* is passed over."""
    *folders, name = [
        part for part in path.split("/") if part not in ("", ".", "..")
    ] or [""]
    return _is_passed_over(name) or any(map(_is_folder_passed_over, folders))


def _is_passed_over(name: str) -> bool:
    """Whether the file of this *name*, without its folders, is passed over."""
    lower = name.lower()
    if name.startswith(_HIDDEN) or lower.endswith((*_UNFINISHED, *_REJECTS)):
        return True
    return PurePosixPath(lower).suffix in _COMPANIONS


def _is_folder_passed_over(name: str) -> bool:
    return name.startswith(_HIDDEN) or name in _SYSTEM_FOLDERS


def _is_archive(folder: str) -> bool:
    # What may not be looked into is told where it is to be read.
    return all(os.path.exists(os.path.join(folder, name)) for name in _ARCHIVE)  # noqa: PTH110, PTH118
