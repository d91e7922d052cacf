"""Whether somebody is writing an index right now, as far as can be told without getting in their way."""

import os
import re
from pathlib import Path

_WRITER = re.compile(r"process (\d+) since ")
"""What a writer leaves in its lock, see `indexer.generations`."""


def being_written(home: Path) -> bool:
    """Whether a process that lives here says that it writes this index.

    The lock itself is not tried: whoever held it for a moment could keep a writer out. A writer in another container is not seen.
    """
    try:
        said = _WRITER.match((home / "LOCK").read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return False
    if not said:
        return False
    try:
        os.kill(int(said[1]), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
