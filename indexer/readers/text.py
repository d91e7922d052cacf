"""A text file: one article in any of the encodings that news is saved in."""

import codecs
import re
from collections.abc import Iterator

from indexer.document import RawFile, Reject
from indexer.readers.walk import File, why

MAX_BYTES = 8 * 1024 * 1024
"""The most that one article may take. Longer than any article; a file beyond it is a book or a dump."""

MAX_CONTROLS = 0.02
"""The share of control characters from which on a file is taken for binary. Articles saved from terminals have a few."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: the mark begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class NotTextError(ValueError):
    """The bytes are no text that we can read; the message says why, in words for a reject."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The article in the file, or one reject with the reason."""
    try:
        with file.path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            yield Reject(file.shown, f"larger than {MAX_BYTES // 1024 // 1024} MiB, the most that one article may take")
            return
        text = decode(data)
    except OSError as error:
        yield Reject(file.shown, why(error))
    except NotTextError as error:
        yield Reject(file.shown, str(error))
    else:
        yield RawFile(file.id, file.shown, text)


def decode(data: bytes) -> str:
    """The text that the bytes spell, tidy (see there), without a byte order mark.

    Raises:
        NotTextError: the bytes are empty, binary, or in an encoding that cannot be told.
    """
    text = spelled(data)
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or controls > MAX_CONTROLS * len(text):
        raise NotTextError("binary, not text")
    text = tidy(text)
    if not text.strip("\ufeff\u200b \t\r\n\xa0"):
        raise NotTextError("empty")
    return text


def tidy(text: str) -> str:
    """The text without control characters except tab and line ends, and with lone surrogates as U+FFFD."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def spelled(data: bytes) -> str:
    """The text that the bytes spell as it is, without a byte order mark.

    Raises:
        NotTextError: the encoding cannot be told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # One damaged or cut character must not turn every other accent of a UTF-8 file into two wrong letters.
        text = data.decode("utf-8", "replace")
        if sum(char > "\x7f" for char in text) > 10 * text.count("\ufffd"):
            return text
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise NotTextError("in an unknown encoding: not UTF-8, UTF-16 or Windows-1252; save it as UTF-8") from None
