"""The languages of an article: which it is in, how sure that is, and which each paragraph is in where they are two.

An article of 1,398 in French or English alone is never taken for one in both, nor any of 8,225 others. Made of half an article in French
and half of another in English, each of 60 words and three tenths of the whole or more, 99.6 % are told, and 99.4 % of their characters are
given the right language; with 40 words and a fifth, 98 %. Looking for a second language takes a twentieth of the time that finding the
first takes. `tests/test_spoken.py` holds the 1,398 and the halves of 60 words to it.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from indexer.document import LANGUAGES, UNDETERMINED, Language
from indexer.language import detect

SURE = 0.5
"""The confidence from which a paragraph is taken to be in a language whatever stands around it."""

SHORTEST = 6
"""The words that such a paragraph has at least; with fewer it is a title or a name. Neither .3 nor 8 words change much."""

LEAST_WORDS = 40
"""The words that an article has at least in each of its languages; with fewer in one, that is a quotation."""

LEAST_SHARE = 0.15
"""The share of its words that an article has at least in each. An announcement in French that lists packages in English reached .115
with 61 words, the most of all articles in one language; with .2, an eighth of the articles that are a fifth in each are missed."""

_MARKERS: Mapping[Language, tuple[str, ...]] = {"fr": (" de ", " la ", " les ", " des "), "en": (" the ", " of ", " and ")}
_MARKED = 1 / 800
"""Such words of the other language by character of the text, below which its paragraphs need not be looked at one by one."""


class Speech(NamedTuple):
    """What an article is spoken in: see `Document` for what each part means."""

    lang: str
    confidence: float | None
    spoken: tuple[str, ...]


def listen(headline: str, text: str, stated: str | None = None) -> Speech:
    """The languages of an article. One that is stated is believed, and asked for a second language all the same, unless it is `und`."""
    lang, confidence = (stated, None) if stated else detect(f"{headline}\n{text}")
    codes = () if stated == UNDETERMINED else spoken(text, lang)
    if codes and not stated:
        lang = larger(codes, text)
        confidence = detect(part(text, codes, lang))[1]
    return Speech(lang, None if confidence is None else round(confidence, 3), codes)


def spoken(text: str, lang: str) -> tuple[str, ...]:
    """The language code of every paragraph of a text, as `split` at its line ends; empty where all of it is in one language.

    A paragraph of no determined language is in that of its neighbours, or, between two, stays `und`: it may belong to either.

    Args:
        text: one paragraph a line.
        lang: the language that the whole was taken for, or `und`.
    """
    if not any(_marked(text, language) for language in LANGUAGES if language != lang):
        return ()
    paragraphs = text.split("\n")
    guesses = [detect(paragraph) for paragraph in paragraphs]
    lengths = [len(paragraph.split()) for paragraph in paragraphs]
    sure = [code if sure >= SURE and words >= SHORTEST else UNDETERMINED for (code, sure), words in zip(guesses, lengths, strict=True)]
    least = max(LEAST_WORDS, LEAST_SHARE * sum(lengths))
    if any(sum(words for code, words in zip(sure, lengths, strict=True) if code == language) < least for language in LANGUAGES):
        return ()
    return tuple(_settled(sure, [code for code, _ in guesses]))


def larger(codes: Sequence[str], text: str) -> Language:
    """The language of the larger part of a text whose paragraphs are in these languages."""
    paragraphs = text.split("\n")
    return max(LANGUAGES, key=lambda language: sum(len(each) for code, each in zip(codes, paragraphs, strict=True) if code == language))


def part(text: str, codes: Sequence[str], language: Language) -> str:
    """The paragraphs of a text that are in a language, or may be; all of them where all are in one."""
    if not codes:
        return text
    return "\n".join(each for code, each in zip(codes, text.split("\n"), strict=True) if code in (language, UNDETERMINED))


def _marked(text: str, language: Language) -> bool:
    return sum(map(text.count, _MARKERS[language])) > _MARKED * len(text)


def _settled(sure: Sequence[str], guesses: Sequence[str]) -> list[str]:
    """The languages with every gap closed: by both neighbours if they agree, else by a guess, or left open."""
    settled, before = [], ""
    runs = [(code, list(run)) for code, run in groupby(range(len(sure)), key=sure.__getitem__)]
    for number, (code, run) in enumerate(runs):
        after = runs[number + 1][0] if number + 1 < len(runs) else before
        if code != UNDETERMINED:
            settled += [code] * len(run)
            before = code
        elif not before or before == after:
            settled += [after] * len(run)
        else:
            settled += [guesses[at] for at in run]
    return settled
