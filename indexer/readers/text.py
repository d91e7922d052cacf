"""A text file: one article in any of the encodings that news is saved in."""

import codecs
import re
from collections.abc import Iterator

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError

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
_UNTIDY = re.compile("|".join(each.pattern for each in (_LINE_ENDS, _CONTROLS, _SURROGATES)))

_WRITTEN = re.compile("[àâäæçèéêëîïôöœùûüÿñáíóúãåøßÀÂÄÇÈÉÊËÎÏÔÖŒÙÛÜÑÁÍÓÚÅØ«»‹›“”„‘’–—…€£°§©®™·•¡¿½¼¾²³ºª´\xa0\xad]")
"""What French, English and the names in them are written with beyond ASCII."""

MOST_BEYOND = 0.3
"""The share of characters beyond ASCII in a text of French or English. In one of Cyrillic or Greek it is that of the letters."""

_EVIDENCE = 5
"""How many characters beyond ASCII there must be before their encoding is guessed at."""

_SAMPLED = 64 * 1024
"""Of how many bytes the encoding is guessed: the guess takes a millisecond or more for each thousand."""

_GUESSES = ["mac_roman", "cp850", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256", "koi8_r", "gb18030", "big5", "shift_jis", "euc_kr"]
"""The encodings that are guessed among: those of old Macintoshes and of DOS, and those in which other countries save their news."""

_GARBLED = re.compile("[ÃÂÅâð][\x80-\xbf\u0152-\u2122]")
"""A letter beyond ASCII as it looks once its UTF-8 has been read as Windows-1252 or Latin-1; in French and English nothing else does."""


class NotTextError(UnusableError):
    """The bytes are no text that we can read; the message says why, in words for a reject."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The article in the file.

    Raises:
        OSError: the file cannot be read.
        UnusableError: it is too large, or no text.
    """
    yield RawFile(file.id, file.shown, decode(file.read(MAX_BYTES, "one article")), seen=file.seen)


def decode(data: bytes) -> str:
    """The text that the bytes spell, tidy (see there), without a byte order mark.

    Raises:
        NotTextError: the bytes are empty, binary, or in an encoding that cannot be told.
    """
    return legible(spelled(data))


def legible(text: str) -> str:
    """The text, tidy.

    Raises:
        NotTextError: it is empty or binary.
    """
    text = mended(text)
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or controls > MAX_CONTROLS * len(text):
        raise NotTextError("binary, not text")
    text = tidy(text)
    if not text.strip("\ufeff\u200b \t\r\n\xa0"):
        raise NotTextError("empty")
    return text


def tidy(text: str) -> str:
    """The text mended, without control characters except tab and line ends, and with lone surrogates as U+FFFD."""
    text = mended(text)
    # One look for all that may be wrong, for in nearly every text nothing is.
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))) if _UNTIDY.search(text) else text


def mended(text: str) -> str:
    """The text with its letters as they were before somebody read UTF-8 as something else: « été » where « Ã©tÃ© » stands."""
    if text.isascii() or not _GARBLED.search(text):
        return text
    from ftfy import fix_encoding  # noqa: PLC0415 - few texts need it

    return "\n".join(fix_encoding(line) if _GARBLED.search(line) else line for line in text.split("\n"))


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
    text = data.decode("cp1252", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if "\ufffd" not in text and 2 * len(_WRITTEN.findall(text)) > beyond and beyond < MOST_BEYOND * len(text):
        return text
    if beyond >= _EVIDENCE and (guess := _guessed(data)):
        return data.decode(guess, "replace")
    if "\ufffd" not in text:
        return text
    raise NotTextError("in an unknown encoding: not UTF-8, UTF-16 or Windows-1252; save it as UTF-8")


def _guessed(data: bytes) -> str | None:
    """The encoding in which the bytes are a likely text, if there is one."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - few texts need it

    best = from_bytes(data[:_SAMPLED], cp_isolation=_GUESSES).best()
    return best.encoding if best else None
