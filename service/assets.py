"""The files that a page loads, each with a version that changes with what is in it."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

VERSIONS: Mapping[str, str] = {
    path.relative_to(FOLDER).as_posix(): blake2b(path.read_bytes(), digest_size=6).hexdigest()
    for path in sorted(FOLDER.rglob("*"))
    if path.is_file()
}
"""Name below the folder to version, as the files were when the service began."""

FOR_GOOD = 365 * 24 * 60 * 60
"""Seconds that a browser may keep a file which was asked for by its version."""
