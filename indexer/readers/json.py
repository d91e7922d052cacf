"""A JSON file: a list of articles, or one article."""

from collections.abc import Iterator

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError
from indexer.readers.jsonl import an_object, value
from indexer.readers.renaming import renamed

MAX_BYTES = 64 * 1024 * 1024
"""The most that one file may take, for all of it is held at once. JSON Lines may be of any size."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The articles of the file; each item of the list that cannot be used is a reject that names it. Items count from 1.

    Raises:
        OSError: the file cannot be read.
        UnusableError: it is too large, or no JSON.
    """
    found = value(file.read(MAX_BYTES, "a JSON file that is no JSON Lines"))
    if not isinstance(found, list):
        yield renamed(an_object(found), file.id, file.shown, file)
        return
    for number, item in enumerate(found, 1):
        shown = f"{file.shown}, item {number}"
        try:
            yield renamed(an_object(item), f"{file.id}-{number}", shown, file)
        except UnusableError as error:
            yield Reject(shown, str(error))
