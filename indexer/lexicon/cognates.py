"""How a word may be spelled in the other language where both have it from one source: « mentalité » and *mentality*.

Rules are about folded words: what they end in, and what they begin with. They say how a word may look, not that there is such a word, nor
that it means the same; whoever asks looks whether articles have it, and whether more is known of it.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from indexer.document import Language

SHORTEST: Final = 5
"""Letters of a word that is looked at; shorter ones resemble too many others."""

_LEFT: Final = 3
"""Letters that must stand between what rules change."""

_TELLING: Final = 2
"""Letters of an ending that changes in a name."""

_ENDINGS: Final = """
    ique ic    ique ical    ique ics    iques ics    logue log    gue g
    ite ity    te ty    ie y    ie ia    ie ic    ee y    ee ea
    eur or    eur er    ateur ator    isateur izer    rice ress    trice tor
    eux ous    euse ous    aire ary    aire arian    aire ar    oire ory    if ive    el al    elle al
    iste ist    isme ism    ien ian    ienne ian    en an    enne an    ain an    aine an    ois ese    ais ese    ane an    ine in
    ance ancy    ence ency    ement ment    isation ization
    er e    er ate    iser ise    iser ize    ifier ify    ir e    ir ish    e ed    ee ed    ie ied
    re er    che sh    que ck    que k    le el    ne n    me m    e -    - e
"""
"""French and English ones by turns; `-` is none."""

_BEGINNINGS: Final = "e s    ec sch    es s    des dis    de dis    entre inter    sur super    contre counter"
"""The same of beginnings."""


def cognates(language: Language, word: str, *, name: bool = False) -> Iterator[str]:
    """How a folded word of a language may be spelled in the other one, if not as it is; each once, what is likelier first.

    With `name`, it may be a name, and a single letter more or less may be another one: Martine is not Martin.
    """
    seen = {word}
    for spelled in (word, *([word[:-1]] if word.endswith("s") else [])):
        if len(spelled) < SHORTEST:
            return
        for begun in (spelled, *_begun(language, spelled)):
            for ended in (*_ended(language, begun, name=name), *([begun] if begun != word and not name else [])):
                if ended not in seen:
                    seen.add(ended)
                    yield ended


def _begun(language: Language, word: str) -> Iterator[str]:
    for own, other in _pairs(language)[0]:
        if word.startswith(own) and len(word) - len(own) >= _LEFT:
            yield other + word[len(own) :]


def _ended(language: Language, word: str, *, name: bool) -> Iterator[str]:
    for own, other in _pairs(language)[1]:
        if name and (min(len(own), len(other)) < _TELLING or own[:-1] == other or other[:-1] == own):
            continue
        if word.endswith(own) and len(word) - len(own) >= _LEFT:
            yield word[: len(word) - len(own)] + other


@cache
def _pairs(language: Language) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Beginnings and endings of a language, and those of the other; the longest first, for they tell most."""
    both = []
    for rules in (_BEGINNINGS, _ENDINGS):
        plain = [each.replace("-", "") for each in rules.split()]
        pairs = zip(plain[::2], plain[1::2], strict=True)
        own = pairs if language == "fr" else ((english, french) for french, english in pairs)
        both.append(sorted(own, key=lambda pair: -len(pair[0])))
    return both[0], both[1]
