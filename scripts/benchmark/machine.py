"""Where and with what a benchmark ran."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent


def machine() -> dict[str, str | int]:
    """Return processor, cores, system and Python."""
    return {
        "cpu": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def commit() -> str:
    """Return the commit of the project's folder, ``unknown`` outside a checkout.

    ``-dirty`` follows if a file that the repository keeps was changed.
    """
    revision = _git("rev-parse", "--short=12", "HEAD")
    if not revision:
        return "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return f"{revision}-dirty" if changed else revision


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(  # noqa: S603 - fixed words
            ["git", "-C", str(_ROOT), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return run.stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
