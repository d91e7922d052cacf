"""What only one language reports: how many articles of an answer have no translation in the index, language by language."""

from dataclasses import replace

import numpy as np

from indexer.columns import Columns
from indexer.document import LANGUAGES
from service.search.engine import Matches
from service.search.filters import Filters
from service.search.request import MISSING, SearchRequest
from service.search.stories import Stories
from service.search.timeline import languages

LANGUAGE = "language"


def alone(matches: Matches, request: SearchRequest, columns: Columns, stories: Stories) -> tuple[int, ...]:
    """How many articles in each of `LANGUAGES` have no translation; nothing where no article of the whole index has one.

    Each number is the total of the same request narrowed to that language and to articles without a translation, whatever it chose of
    these itself.
    """
    if not stories.translated.any():
        return ()
    others = {name: values for name, values in request.include.items() if name != LANGUAGE}
    left = Filters.of(replace(request, include=others, twins=MISSING), columns, stories, matches.numbers).left()
    numbers = matches.numbers if left is None else matches.numbers.take(left)
    counts = np.bincount(languages(columns)[numbers], minlength=len(LANGUAGES))
    return tuple(counts[: len(LANGUAGES)].tolist())


def narrowed(request: SearchRequest, language: str) -> SearchRequest:
    """The request whose total such a number is."""
    return replace(request, include={**request.include, LANGUAGE: (language,)}, twins=MISSING, page=1)
