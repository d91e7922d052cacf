"""The addresses that are one click away from a search: a page of results has a hundred, and they differ in one facet each."""

from dataclasses import replace
from urllib.parse import quote_plus, urlencode

from service.search.request import PARAMETERS, Face, SearchRequest


class Addresses:
    """The addresses of one search on one face, with everything written down once that they share."""

    def __init__(self, request: SearchRequest, face: Face) -> None:
        self._request = request
        first = replace(request, page=1)
        self._pieces = [(name, urlencode([(name, value) for value in parameter.write(first)])) for name, parameter in PARAMETERS.items()]
        self._base = face.base
        self._keep = urlencode(face.keep)
        self._around: dict[str, tuple[str, str]] = {}

    def toggled(self, facet: str, value: str) -> str:
        """What `face.link(request.toggled(facet, value))` gives."""
        chosen = self._request.include.get(facet, ())
        rest = [each for each in chosen if each != value] if value in chosen else [*chosen, value]
        before, after = self._around.get(facet) or self._split(facet)
        here = "&".join(f"{facet}={quote_plus(each)}" for each in rest)
        query = "&".join(filter(None, (before, here, after)))
        return f"{self._base}?{query}" if query else self._base

    def _split(self, facet: str) -> tuple[str, str]:
        """What stands before a facet's values in an address, and what behind them."""
        at = [name for name, _ in self._pieces].index(facet)
        before = "&".join(filter(None, (piece for _, piece in self._pieces[:at])))
        after = "&".join(filter(None, (*(piece for _, piece in self._pieces[at + 1 :]), self._keep)))
        self._around[facet] = before, after
        return before, after
