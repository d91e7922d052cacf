"""What was made of files that come with Lunette, kept beside the bytecode, as Python does with modules: making it takes seconds.

It lies under a name that changes with every file that it was made of. Where the folder cannot be written, it is made anew each time.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec

Made = TypeVar("Made")


def kept(name: str, files: Sequence[Path], shape: type[Made], make: Callable[[], Made], besides: str = "") -> Made:
    """What `make` gives, or gave when the files were as they are now.

    Args:
        name: under which it is kept, in the folder of the first file.
        files: everything that it depends on, the code that makes it too.
        shape: what it is, in types that msgspec knows.
        make: gives it.
        besides: what else it depends on.
    """
    place = _place(name, files, besides)
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(place.read_bytes(), type=shape)
    made = make()
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        # Those of other files, and what a process that was killed had begun.
        before = [path for path in place.parent.glob(f"{name}.*") if path != place]
        # Another process may read it at any moment, so it takes its name when it is whole.
        number, temporary = tempfile.mkstemp(prefix=f"{name}.", suffix=".part", dir=place.parent)
        with os.fdopen(number, "wb") as stream:
            stream.write(msgspec.msgpack.encode(made))
        Path(temporary).chmod(0o644)  # whoever may read the package may read this
        Path(temporary).replace(place)
        for path in before:
            path.unlink(missing_ok=True)
    return made


def _place(name: str, files: Sequence[Path], besides: str) -> Path:
    digest = blake2b(besides.encode(), digest_size=8)
    for file in files:
        stat = file.stat()
        digest.update(_digest(file, stat.st_size, stat.st_mtime_ns))
    return files[0].parent / "__pycache__" / f"{name}.{digest.hexdigest()}.msgpack"


@cache
def _digest(file: Path, size: int, changed: int) -> bytes:  # noqa: ARG001 — a file that has changed is another one
    """What a file holds, in short; several things may be made of one, which is read once."""
    return blake2b(file.read_bytes(), digest_size=16).digest()
