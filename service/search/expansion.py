"""The words of an index that a pattern or an inexact word of a query stands for."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from indexer.analysis.fold import fold, plain
from service.search.deadline import Deadline


def of_pattern(reader: Any, field_name: str, text: str, deadline: Deadline) -> Iterator[bytes]:  # noqa: ANN401 — Whoosh has no types
    """The terms of a field that fit a pattern, in order; a pattern that begins with a star looks at every term there is."""
    pattern = _folded(text)
    prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
    return (term for term in deadline.watch(reader.expand_prefix(field_name, prefix)) if fnmatchcase(term, pattern.encode()))


def of_fuzzy(reader: Any, field_name: str, word: str, distance: int) -> Iterator[bytes]:  # noqa: ANN401
    """The terms of a field that differ from a folded word in at most `distance` letters, but not in the first."""
    if not distance:
        return iter([word.encode()] if word and (field_name, word) in reader else [])
    return (term.encode() for term in reader.terms_within(field_name, word, distance, prefix=1))


def _folded(text: str) -> str:
    """The pattern with its letters folded and what joins a word taken out, as a hyphenated word is also indexed in one piece."""
    last = plain(text).rpartition("'")[2]
    return "".join(sign if sign in "*?" else fold(sign) for sign in last if sign in "*?" or sign.isalnum())
