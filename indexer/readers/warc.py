"""WARC: the pages that a crawler fetched, each with its address and the day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from indexer.document import RawFile, Reject
from indexer.readers import page, text
from indexer.readers.file import File, UnusableError
from indexer.readers.keys import article

if TYPE_CHECKING:
    import io

LONGEST_LINE = 10 * 1024 * 1024
"""Bytes without the end of a line that no header takes and no page, picture or film either."""

_BEGINNING = b"WARC/"
_CUT_OFF = "cut off before its end"
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_PIECE = 64 * 1024

_CONTENT: Mapping[str, tuple[bool, Callable[[bytes, str | None], str]]] = {
    "text/html": (True, page.decode),
    "application/xhtml+xml": (True, page.decode),
    "text/plain": (False, lambda data, _: text.decode(data)),
}
"""The types of content that are read: whether each is a page, and how it is decoded."""


def read(file: File) -> Iterator[RawFile | Reject]:
    """The pages and texts of the file that were fetched whole and well. Whatever else a crawler keeps is passed over.

    Raises:
        OSError: the file cannot be read, or not to its end.
        UnusableError: it is no WARC file, or damaged so that nothing behind can be found.
    """
    with file.open() as stream:
        buffered = cast("io.BufferedReader", stream)
        if buffered.peek(len(_BEGINNING))[: len(_BEGINNING)] != _BEGINNING:
            raise UnusableError("not a WARC file")
        try:
            for record in _Records(_Pieces(buffered), no_record_parse=True):
                yield from _articles(record, file)
        except ArchiveLoadFailed as error:
            raise UnusableError(f"damaged, so that the rest cannot be read: {str(error)[:100]}") from None


class _Pieces:
    """A stream that is read in the pieces in which it comes, so that what stands before a damage is not lost with it.

    warcio holds every header whole, however long it is, so reading ends where there is no end of a line for too long.
    """

    def __init__(self, stream: "io.BufferedReader") -> None:
        self._stream = stream
        self._unbroken = 0

    def read(self, size: int) -> bytes:
        piece = self._stream.read1(size)
        at = piece.rfind(b"\n")
        self._unbroken = self._unbroken + len(piece) if at < 0 else len(piece) - at
        if self._unbroken > LONGEST_LINE:
            raise UnusableError(f"damaged: there is no end of a line in {LONGEST_LINE // 1024 // 1024} MiB")
        return piece


class _Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a file, without what warcio would write to the terminal about some of them."""

    INC_RECORD = ""


def _articles(record: ArcWarcRecord, file: File) -> Iterator[RawFile | Reject]:
    """The article of a record, or why it cannot be used; nothing for a record that holds none."""
    if record.rec_type not in ("response", "resource"):
        return
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    shown = f"{file.shown}, {url or 'a page without an address'}"
    try:
        found = _content(record)
        _require_whole(record)
        if found is None:
            return
        html, said = found
        keys = {"id": url, "url": url, "text": said}
        raw = article(keys, f"{file.id}-{record.rec_headers.get_header('WARC-Record-ID')}", shown)
        yield replace(raw, html=html, seen=(record.rec_headers.get_header("WARC-Date") or "")[:10] or None)
    except UnusableError as error:
        yield Reject(shown, str(error))


def _content(record: ArcWarcRecord) -> tuple[bool, str] | None:
    """Whether a record holds a page, and its text; None if it is nothing of the kind, or if the server had nothing to give.

    Raises:
        UnusableError: the record is not whole, or too large, or no text.
    """
    stated = record.rec_headers.get_header("Content-Type") or ""
    if record.length is None:
        raise UnusableError(_CUT_OFF)
    if record.rec_type == "response":
        if not stated.startswith("application/http"):
            return None
        try:
            record.http_headers = _HTTP.parse(record.raw_stream)
        except (EOFError, StatusAndHeadersParserException):
            raise UnusableError(_CUT_OFF) from None
        if record.http_headers.get_statuscode() != "200":
            return None
        stated = record.http_headers.get_header("Content-Type") or ""
    kind, _, parameters = stated.partition(";")
    if (how := _CONTENT.get(kind.strip().lower())) is None:
        return None
    data = _whole(record)
    _, _, charset = parameters.partition("charset=")
    return how[0], how[1](data, charset.strip("\"' ") or None)


def _whole(record: ArcWarcRecord) -> bytes:
    pieces, size, stream = [], 0, record.content_stream()
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > text.MAX_BYTES:
            raise UnusableError(f"larger than {text.MAX_BYTES // 1024 // 1024} MiB, the most that one article may take")
    return b"".join(pieces)


def _require_whole(record: ArcWarcRecord) -> None:
    """Read a record to its end, for what its headers say is not to be trusted before.

    Raises:
        UnusableError: the file, or the crawler, ends before the record does.
    """
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit or record.rec_headers.get_header("WARC-Truncated"):
        raise UnusableError(_CUT_OFF)
