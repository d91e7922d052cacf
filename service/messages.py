"""What the page says: every sentence of the interface, in each of its languages, as gettext's catalogues have them.

A catalogue is `locale/LANGUAGE/LC_MESSAGES/messages.po`, a file for any editor of translations. Each sentence stands there in English
(`msgid`) and in the other language, under the key by which templates and code ask for it (`msgctxt`), or as a pair for one and for several
of `{n}`. French is written with plain spaces and typeset once when it is read, so that nobody has to type a narrow no-break space.

Babel reads them, without Flask-Babel around it: alerts and citations speak outside of Flask's requests too, and it wants every catalogue
compiled beforehand.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from indexer.document import Language
from service.typography import french

Sentence = str | tuple[str, str]

PROBLEM = "problem"
"""The context of what the search remarks on a query: it writes that in English, as a whole sentence without a key."""

_CATALOGUE = Path(__file__).with_name("locale") / "fr" / "LC_MESSAGES" / "messages.po"
_BRACES = re.compile(r"\\\{\d+\\\}")
_PLACE, _NUMBER = re.compile(r"\{(\d+)\}"), re.compile(r"\{(\d+):n\}")


def _read() -> tuple[Message, ...]:
    with _CATALOGUE.open("rb") as file:
        return tuple(message for message in read_po(file, locale="fr", abort_invalid=True) if message.id)


def _said(written: str | tuple[str, ...] | list[str] | None) -> Sentence:
    if written is None or isinstance(written, str):
        return written or ""
    one, several = written
    return one, several


def _typeset(sentence: Sentence) -> Sentence:
    return french(sentence) if isinstance(sentence, str) else (french(sentence[0]), french(sentence[1]))


def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like whatever stands in its braces. Case does not matter: the same words begin a sentence or follow a colon."""
    return re.compile(_BRACES.sub("(.*)", re.escape(sentence)), re.IGNORECASE)


def _in_french(message: Message) -> str:
    return french(str(message.string))


def _in_english(message: Message) -> str:
    """The sentence as the search writes it, with what is a number in French as a number here too."""
    numbers = set(_NUMBER.findall(str(message.string)))
    return _PLACE.sub(lambda found: f"{{{found[1]}:n}}" if found[1] in numbers else found[0], str(message.id))


_MESSAGES = _read()


def _problems(said: Callable[[Message], str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(str(message.id)), said(message)) for message in _MESSAGES if message.context == PROBLEM)


MESSAGES: Mapping[str, Mapping[Language, Sentence]] = {
    str(message.context): {"fr": _typeset(_said(message.string)), "en": _said(message.id)}
    for message in _MESSAGES
    if message.context != PROBLEM
}
"""Key → interface language → sentence, or the pair (one, several)."""

PROBLEMS: Mapping[Language, Sequence[tuple[re.Pattern[str], str]]] = {"fr": _problems(_in_french), "en": _problems(_in_english)}
"""Interface language to (pattern that the whole English sentence matches, that sentence in the language), the first that matches counts.

`{0}` is the pattern's first group, and `{0:n}` the same as a number, which each language groups by thousands in its own way.
"""
