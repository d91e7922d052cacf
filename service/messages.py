"""What the page says: every sentence of the interface, in each of its languages, as gettext's catalogues have them.

A catalogue is `locale/LANGUAGE/LC_MESSAGES/messages.po`, a file for any editor of translations. Each sentence stands there in English
(`msgid`) and in the other language, under the key by which templates and code ask for it (`msgctxt`), or as a pair for one and for several
of `{n}`. French is written with plain spaces and typeset once when it is read, so that nobody has to type a narrow no-break space.

Babel reads them, without Flask-Babel around it: alerts and citations speak outside of Flask's requests too, and it wants every catalogue
compiled beforehand.
"""

import re
from collections.abc import Mapping
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


_MESSAGES = _read()

MESSAGES: Mapping[str, Mapping[Language, Sentence]] = {
    str(message.context): {"fr": _typeset(_said(message.string)), "en": _said(message.id)}
    for message in _MESSAGES
    if message.context != PROBLEM
}
"""Key → interface language → sentence, or the pair (one, several)."""

PROBLEMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (_pattern(str(message.id)), french(str(message.string))) for message in _MESSAGES if message.context == PROBLEM
)
"""(pattern that the whole English sentence matches, French sentence), the first that matches counts. `{0}` is the pattern's first group."""
