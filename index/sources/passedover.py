"""What is passed over in folders and archives, since no article is in it."""

from __future__ import annotations

from pathlib import PurePosixPath

#: Names of what is hidden, not there yet, or not for us.
_HIDDEN = (".", "~", "#")
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".swp", "~")
_REJECTS = (".rejects.jsonl", ".rejects.jsonl.gz", ".rejects.jsonl.zst")
#: What pages are saved and sites are exported with.
_COMPANIONS = (
    *(".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"),
    *(".gif", ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".ico", ".bmp"),
    *(".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".ogg", ".wav", ".webm", ".mov", ".avi"),
)
_SYSTEM_FOLDERS = ("__MACOSX", "lost+found")


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this *name* is hidden."""
    return name.startswith(_HIDDEN)


def is_unfinished(name: str) -> bool:
    """Whether a file of this *name* is one that is being written."""
    return name.lower().endswith(_UNFINISHED)


def is_passed_over(name: str) -> bool:
    """Whether the file of this *name*, without its folders, is passed over."""
    if is_hidden(name) or is_unfinished(name) or name.lower().endswith(_REJECTS):
        return True
    return PurePosixPath(name.lower()).suffix in _COMPANIONS


def is_folder_passed_over(name: str) -> bool:
    """Whether a folder of this *name* is passed over with all that is in it."""
    return is_hidden(name) or name in _SYSTEM_FOLDERS


def is_member_passed_over(path: str) -> bool:
    """Whether what an archive names *path* is passed over."""
    *folders, name = [
        part for part in path.split("/") if part not in ("", ".", "..")
    ] or [""]
    return is_passed_over(name) or any(map(is_folder_passed_over, folders))
