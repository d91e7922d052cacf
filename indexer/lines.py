"""Lines that repeat across the articles of a site: what its pages say around every article, in words that no list of ours holds.

A line is one of them when it stands in at least `LEAST` articles of the site, and in at least `SHARE` of all, whose texts differ
otherwise: the copies of one dispatch share every line, and none of them belongs to a page. Lines are compared by hashes of 64 bits.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from indexer.agencies import host
from indexer.document import RawFile
from indexer.normal import normalise

LEAST = 5
SHARE = 0.1
"""Of the articles of a site. With .02, words that an organisation ends its own announcements with are cut: F1 .993 instead of .995 on the
pages of `tests/benchmarks/ingest.py`, and what is lost is the article's. The least keeps a handful of articles from being taken for a
site."""

_BITS = 16
"""Of the hash of a line that tell first whether it is one of some thousand."""

LONGEST = 200
"""Characters. A longer line is a paragraph of the article, however often it is printed."""


class Lines(NamedTuple):
    """The lines of one article: its site, the hash of its longest line, and those of all that are short enough, each once."""

    site: str
    body: int
    keys: tuple[int, ...]


def lines(raw: RawFile) -> Lines:
    """Those of an article as it was read."""
    site = site_of(raw)
    found = [line for each in normalise(raw.text).split("\n") if (line := each.strip())]
    keys = dict.fromkeys(key(site, line) for line in found if len(line) <= LONGEST)
    return Lines(site, key("", max(found, key=len, default="")), tuple(keys))


def site_of(raw: RawFile) -> str:
    """Whose pages the article was taken from: its source, the host of its address, or else the first folder of its id."""
    return raw.source or host(raw.url) or raw.id.rpartition("/")[0].partition("/")[0]


def key(site: str, line: str) -> int:
    """The hash of a line of a site, 64 bits; case and the number of blanks play no part."""
    words = line.strip()
    # Of what is printed only a space is blank, so that most lines need not be taken apart.
    if "  " in words or not words.isprintable():
        words = " ".join(words.split())
    words = words.casefold()
    return int.from_bytes(blake2b(f"{site}\n{words}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class LineTable:
    """The lines of many articles, one row each, in flat arrays. Rows are added at the end."""

    def __init__(self) -> None:
        self._sites: dict[str, int] = {}
        self._site = array("i")
        self._body = array("Q")
        self._starts = array("q", [0])
        self._keys = array("Q")
        self._repeated: frozenset[int] | None = None

    def __len__(self) -> int:
        return len(self._site)

    def add(self, found: Lines) -> None:
        """Add the row of one article."""
        self._site.append(self._sites.setdefault(found.site, len(self._sites)))
        self._body.append(found.body)
        self._keys.extend(found.keys)
        self._starts.append(len(self._keys))
        self._repeated = None

    def chosen(self, rows: NDArray[np.int64]) -> Self:
        """A table of these rows, in their order."""
        starts, places = self._places(rows)
        some = {
            "sites": list(self._sites),
            "site": _view(self._site)[rows].tobytes(),
            "body": _view(self._body)[rows].tobytes(),
            "starts": starts.tobytes(),
            "keys": _view(self._keys)[places].tobytes(),
        }
        return self.of(some)

    def plus(self, other: "LineTable") -> Self:
        """A table of these rows, and behind them those of another one."""
        mine, more = self.parts(), other.parts()
        sites = {site: number for number, site in enumerate(dict.fromkeys((*mine["sites"], *more["sites"])))}
        number = np.array([sites[site] for site in more["sites"]] or [0], np.int32)
        moved = {
            "site": number[np.frombuffer(more["site"], np.int32)].tobytes(),
            "starts": (np.frombuffer(more["starts"], np.int64)[1:] + len(self._keys)).tobytes(),
        }
        return self.of({"sites": list(sites), **{name: mine[name] + moved.get(name, more[name]) for name in _ARRAYS}})

    def parts(self) -> dict[str, Any]:
        """The table as strings and bytes, for `of`."""
        arrays = {name: getattr(self, f"_{name}").tobytes() for name in _ARRAYS}
        return {"sites": list(self._sites), **arrays}

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> Self:
        """The table that `parts` was made of.

        Raises:
            ValueError, KeyError, TypeError: it was not.
        """
        table = cls()
        table._sites = {site: number for number, site in enumerate(parts["sites"])}
        for name, kind in _ARRAYS.items():
            setattr(table, f"_{name}", array(kind, parts[name]))
        starts, site, body, keys = (_view(getattr(table, f"_{name}")) for name in ("starts", "site", "body", "keys"))
        if not (len(starts) == len(site) + 1 == len(body) + 1 and starts[0] == 0 and starts[-1] == len(keys)):
            raise ValueError("the lines of its articles are not all there")
        if (np.diff(starts) < 0).any() or (len(site) and not 0 <= site.min() <= site.max() < len(parts["sites"])):
            raise ValueError("the lines of its articles are out of order")
        return table

    def repeated(self) -> frozenset[int]:
        """The hashes of the lines that repeat across the articles of their site."""
        if self._repeated is None:
            # Few lines are left when those are gone that are rare; of these alone the texts around them are compared.
            self._repeated = self._found(_frequent(_view(self._keys)))
        return self._repeated

    def told_repeated(self, keys: Iterable[int]) -> None:
        """Be told which these are, for to find them takes as long as there are lines."""
        self._repeated = frozenset(keys)

    def repeated_since(self, before: "LineTable", added: "LineTable") -> frozenset[int]:
        """The same, of a table that lacks some rows of the one before and has some that were added: few lines need be looked at."""
        if self._repeated is None and (self._least() >= before._least(self._sites)).all():  # noqa: SLF001 — one of us
            # What no added row has is in no more articles than it was.
            looked_at = np.unique(np.concatenate([_array(before.repeated()), _view(added._keys)]))  # noqa: SLF001
            self._repeated = self._found(self._standing(looked_at))
        return self.repeated()

    def _least(self, sites: Iterable[str] | None = None) -> NDArray[np.int64]:
        """By site, or for each of these sites, in how many articles a line must stand that repeats there."""
        articles: NDArray[np.int64] = np.bincount(_view(self._site), minlength=len(self._sites))
        if sites is not None:
            articles = np.append(articles, 0)[[self._sites.get(site, -1) for site in sites]]
        least: NDArray[np.int64] = np.maximum(LEAST, np.ceil(SHARE * articles).astype(np.int64))
        return least

    def _found(self, maybe: NDArray[np.int64]) -> frozenset[int]:
        """The lines that repeat among those that stand at some places, where each of them that may stands wherever it does."""
        keys = _view(self._keys)
        owners = np.searchsorted(_view(self._starts), maybe, side="right") - 1
        values, which, often = np.unique(keys[maybe], return_inverse=True, return_counts=True)
        enough = (often >= LEAST)[which]
        which, owners = which[enough], owners[enough]
        pairs = np.unique(np.stack([which, _view(self._body)[owners].view(np.int64)], 1), axis=0)
        texts = np.bincount(pairs[:, 0], minlength=len(values))
        least = np.zeros(len(values), np.int64)
        least[which] = self._least()[_view(self._site)[owners]]
        return frozenset(values[(least > 0) & (texts >= least)].tolist())

    def _standing(self, looked_for: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Where these lines stand."""
        keys = _view(self._keys)
        last = np.uint64((1 << _BITS) - 1)
        some = np.zeros(1 << _BITS, np.bool_)
        some[(looked_for & last).astype(np.int64)] = True
        maybe = np.flatnonzero(some[(keys & last).astype(np.int64)])
        return maybe[np.isin(keys[maybe], looked_for)]

    def bearing(self, keys: Collection[int]) -> list[int]:
        """The rows of the articles that have any of these lines, ascending."""
        found = self._standing(_array(keys))
        rows: list[int] = np.unique(np.searchsorted(_view(self._starts), found, side="right") - 1).tolist()
        return rows

    def _places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the lines of some rows will begin, and where they stand now."""
        starts = _view(self._starts)
        counts = np.diff(starts)[rows]
        new = np.concatenate([[0], np.cumsum(counts)])
        return new, np.repeat(starts[:-1][rows] - new[:-1], counts) + np.arange(new[-1])


_ARRAYS: Mapping[str, str] = {"site": "i", "body": "Q", "starts": "q", "keys": "Q"}
"""The arrays of a table and what they hold, in terms of Python's `array`; little-endian on every processor that there is a numba for."""


def _view(values: "array[Any]") -> NDArray[Any]:
    return np.frombuffer(values, np.dtype(values.typecode)) if values else np.zeros(0, np.dtype(values.typecode))


def _array(keys: Collection[int]) -> NDArray[np.uint64]:
    return np.fromiter(keys, np.uint64, len(keys))


def _frequent(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where all lines stand that are there `LEAST` times or more, and those that happen to share their last bits with as many."""
    bits = np.uint64((2 << len(keys).bit_length()) - 1)
    places = (keys & bits).astype(np.int64)
    return np.flatnonzero(np.bincount(places)[places] >= LEAST)
