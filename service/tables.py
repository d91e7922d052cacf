"""Answers as tables: comma-separated values as spreadsheets like them."""

import csv as comma_separated
import html
import io
import re
from collections.abc import Callable, Iterable, Iterator

from service.search.results import Hit

COLUMNS = ("id", "date", "title", "source", "lang", "url", "page", "entities", "passages")
"""The columns of a table. `page` is the article's address here, `entities` are ids."""

_TAG = re.compile(r"<[^>]*>")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(hits: Iterable[Hit], page: Callable[[Hit], str]) -> Iterator[str]:
    """A line for the names of the columns and one for each article. It begins with a byte order mark, without which Excel sees no UTF-8."""
    yield "\ufeff" + _line(COLUMNS)
    for hit in hits:
        passages = " … ".join(html.unescape(_TAG.sub("", part)) for part in hit.highlights.body)
        entities = " ".join(entity.id for entity in hit.entities)
        yield _line((hit.id, hit.date, hit.title, hit.source, hit.lang, hit.url, page(hit), entities, passages))


def _line(cells: Iterable[str | None]) -> str:
    out = io.StringIO()
    comma_separated.writer(out).writerow([_harmless(cell or "") for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula to carry out: a scraped title may begin with `=HYPERLINK(`."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
