"""spaCy models that the user has, as voices about the types of names that the authority does not know.

Nothing here is needed: without a model nothing of spaCy is imported. A model says what it takes each span of a text for; a name of which
it takes as much has that much more said for that type, beside all the other evidence. What is a name at all, and where it ends, it does
not decide.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from indexer.document import LANGUAGES, EntityType
from indexer.errors import ModelError

KINDS: Mapping[str, EntityType] = {
    "PER": "person",
    "PERSON": "person",
    "ORG": "org",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
    "PRODUCT": "programme",
    "LAW": "programme",
}
"""What the labels of models mean here. Others, such as MISC, say too little."""

VOTE = 2.0
"""How much a model speaks for a type, in the unit of the weights of `judge`.

On the annotated articles (2026-11-27), three in four wrong types lead by less than that over the next one, and one in six right ones. No
model was at hand to measure with.
"""


class Span(NamedTuple):
    """What a model takes the characters from `start` to `end` for."""

    start: int
    end: int
    type: EntityType


Voice = Callable[[str], Sequence[Span]]
"""The spans of a text, in order."""


@cache
def voices(models: tuple[str, ...]) -> Mapping[str, Voice]:
    """The voice of each language, of models by their names or folders; a model is of one language, and says itself of which.

    Raises:
        ModelError: spaCy is not installed, or one of these is no model of a language that has none before it.
    """
    found: dict[str, Voice] = {}
    for name in models:
        language, voice = _voice(name)
        if language not in LANGUAGES or language in found:
            known = " and ".join(LANGUAGES)
            raise ModelError(f"the spaCy model “{name}” is of the language {language}; there can be one of each of {known}")
        found[language] = voice
    return found


def _voice(name: str) -> tuple[str, Voice]:
    try:
        import spacy  # noqa: PLC0415 — it is large, and few have it
    except ImportError as error:
        raise ModelError("spaCy is not installed; pip install 'lunette-search[spacy]'") from error
    try:
        model = spacy.load(name)
    except Exception as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise ModelError(f"the spaCy model “{name}” cannot be loaded: {lines[0]}") from error

    def voice(text: str) -> Sequence[Span]:
        found: list[Span] = []
        # A model refuses longer texts at once; news seldom has a hundredth of that.
        for begin in range(0, len(text), model.max_length):
            spans = model(text[begin : begin + model.max_length]).ents
            found += (Span(begin + span.start_char, begin + span.end_char, KINDS[span.label_]) for span in spans if span.label_ in KINDS)
        return found

    return model.lang, voice


Pair = tuple[int, int]


def votes(spans: Iterable[Span]) -> Mapping[Pair, EntityType]:
    """The types by the spans, as characters, that a model takes something for."""
    return {(span.start, span.end): span.type for span in spans}
