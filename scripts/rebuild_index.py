"""Rebuild an archive: ``python scripts/rebuild_index.py FILE... --archive DIR``.

The same as ``broadsheet rebuild``, with its options, report and exit codes.
"""

from __future__ import annotations

import sys

try:
    from broadsheet.scripts.cli import run
    from broadsheet.scripts.commands.rebuild import rebuild
except ModuleNotFoundError as error:
    if error.name != "broadsheet":
        raise
    sys.exit("broadsheet is not installed for this Python; run: pip install -e .")

if __name__ == "__main__":
    run(rebuild, None, "rebuild_index.py")
