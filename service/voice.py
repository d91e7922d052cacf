"""How the interface speaks in one language: its sentences, numbers, dates and names of languages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from indexer.document import LANGUAGES, UNDETERMINED, Language
from service.messages import MESSAGES, PROBLEMS
from service.search.facets import LANGUAGE_NAMES

LOCALES: Mapping[Language, Locale] = {"fr": Locale("fr"), "en": Locale("en", "GB")}
"""British English, because « 9 December 2021 » cannot be misread as « 12/9 » can."""

FIRST_OF_MONTH: Mapping[Language, str] = {"fr": "1er", "en": "1"}
"""French counts the first day of a month and numbers the others; CLDR's patterns do not know that."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The interface in one language: `fr` or `en`."""

    lang: Language

    def say(self, key: str, **values: object) -> str:
        """The sentence under this key as plain text, with `values` in its braces; numbers are written as the language writes them.

        Raises:
            KeyError: there is no such key, or the sentence has a brace without a value.
        """
        sentence = MESSAGES[key][self.lang]
        if isinstance(sentence, tuple):
            sentence = sentence[LOCALES[self.lang].plural_form(cast("float", values["n"])) != "one"]
        return sentence.format_map(
            {name: self.number(value) if isinstance(value, int | float) else value for name, value in values.items()}
        )

    def language(self, code: str) -> str | None:
        """What a language is called in this one; None for an article whose language could not be told."""
        return None if code == UNDETERMINED else LANGUAGE_NAMES[self.lang].get(code)

    def number(self, value: float) -> str:
        """`10 000` or `10,000`."""
        return str(format_decimal(value, locale=LOCALES[self.lang]))

    def duration(self, milliseconds: float) -> str:
        """A stretch of time, as roughly as a reader cares about it."""
        if milliseconds < 1:
            return self.say("milliseconds.none")
        if milliseconds < 1000:
            return self.say("milliseconds", n=round(milliseconds))
        return self.say("seconds", n=round(milliseconds / 1000, 1))

    def date(self, iso: str) -> str:
        """An ISO 8601 year, month or day in words, no more precise than it is."""
        locale = LOCALES[self.lang]
        year, month, day = (int(part) for part in [*iso.split("-"), "1", "1"][:3])
        if len(iso) == len("2021"):
            return iso
        date = dt.date(year, month, day)
        if len(iso) == len("2021-12"):
            return format_skeleton("yMMMM", date, locale=locale)
        words = format_date(date, "long", locale=locale)
        return FIRST_OF_MONTH[self.lang] + words.removeprefix("1") if day == 1 else words

    def listed(self, words: tuple[str, ...]) -> str:
        """Words one after the other."""
        return ", ".join(words)

    def translated(self, english: str) -> tuple[str, Language]:
        """A sentence that the search wrote in English, and the language in which it now is, English where nobody translated it."""
        for pattern, sentence in PROBLEMS[self.lang]:
            if found := pattern.fullmatch(english):
                # A sentence may hold another one: “… is not a date. It is left out.”
                said = sentence.format(*(_Piece(self, part) for part in found.groups()))
                # The English one begins as it did, with a small letter or a capital.
                return english[:1] + said[1:] if self.lang == "en" else said, self.lang
        return english, "en"


class _Piece:
    """What stands in the braces of a sentence: with the format `n` a number, else text that may be a sentence itself."""

    def __init__(self, voice: Voice, text: str) -> None:
        self._voice, self._text = voice, text

    def __format__(self, kind: str) -> str:
        if kind == "n" and self._text.isdecimal():
            return self._voice.number(int(self._text))
        return self._voice.translated(self._text)[0]


VOICES: Mapping[Language, Voice] = {lang: Voice(lang) for lang in LANGUAGES}
"""Interface language to its voice."""
