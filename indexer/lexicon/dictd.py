"""Bilingual dictionaries in the format of dictd, such as FreeDict's: an `.index`, and a `.dict` or `.dict.dz` beside it.

A line of the index is a headword, and where its article begins in the other file and how many bytes it has, both in digits of base 64,
with tabs between (dictfmt(1), dictd(8)). An article begins with the headword as it is written, which may be followed by its pronunciation
between slashes and its grammar between angle brackets. Translations follow, with commas or semicolons between, each meaning on its own
line, numbered if there are several. Examples and references to other articles say nothing, and nor does what is too long for a phrase
that anybody looks for.
"""

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from indexer.document import LANGUAGES, Language
from indexer.errors import LexiconError
from indexer.lexicon.table import Pair, words

SUFFIXES: Final = (".index", ".dict", ".dict.dz")
"""What the names of its files end in; either names the dictionary."""

MOST_BYTES: Final = 1 << 28
"""Of all articles, unpacked; FreeDict's largest have 30 million."""

LONGEST: Final = 5
"""Words of a translation; what has more explains rather than translates."""

_CODES: Final[Mapping[str, Language]] = {
    **dict.fromkeys(("fra", "fre", "fr", "french", "francais", "français"), "fr"),
    **dict.fromkeys(("eng", "en", "english", "anglais"), "en"),
}
_NAMED = re.compile(r"[^\W\d_]+")
_DIGITS: Final = {digit: value for value, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_ABOUT_ITSELF: Final = ("00database", "00-database")
"""How headwords begin under which a dictionary tells of itself."""
_SHORT: Final = ("00databaseshort", "00-database-short")

_AFTER_HEADWORD = re.compile(r"\s*(?:/.*|<.*|\[.*|\(.*)$")
_NUMBER = re.compile(r"^\s*\d+\.\s*")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|/[^/]*/")
_SAYS_NOTHING = re.compile(r"^\s*(?:[\"“«{]|[^\W\d_]+(?: also)?:\s)|[{}]")
_BETWEEN = re.compile(r"[,;]\s*")
_INFINITIVE: Final[Mapping[Language, str]] = {"en": "to ", "fr": ""}
"""What stands before a verb in a dictionary and not in the lexicon."""


class _Entry(NamedTuple):
    """A line of an index: its number, the headword, and where its article stands."""

    line: int
    word: str
    begin: int
    size: int


def is_dictionary(file: Path) -> bool:
    """Whether a file is one of a dictionary's, by its name."""
    return file.name.endswith(SUFFIXES)


def pairs(file: Path) -> Iterator[Pair]:
    """The pairs of one dictionary, in its order. Of a word with n translations each weighs 1 / √n, for no order is to be relied on.

    Args:
        file: either of its two.

    Raises:
        LexiconError: a file cannot be read or is not there, a line of the index breaks the format, or the languages cannot be told.
    """
    index, articles = _files(file)
    entries, content = list(_entries(index)), _content(articles)
    source = _source(index, entries, content, articles)
    for entry in entries:
        if entry.word.startswith(_ABOUT_ITSELF):
            continue
        headword, *lines = _article(index, entry, content, articles).split("\n")
        spelled = _AFTER_HEADWORD.sub("", headword).strip() or entry.word
        found = list(dict.fromkeys(_translations(lines, source)))
        weight = max(0.1, round(len(found) ** -0.5, 1)) if found else 0.0
        for translation in found:
            texts = (spelled, translation) if source == LANGUAGES[0] else (translation, spelled)
            read = tuple(map(words, LANGUAGES, texts))
            if all(read) and not any(text.startswith("-") or text.endswith("-") for text in texts):
                yield Pair(texts, read, weight)


def _files(file: Path) -> tuple[Path, Path]:
    """The index and the articles of a dictionary, one of which is given."""
    stem = file.name[: -len(next(suffix for suffix in SUFFIXES if file.name.endswith(suffix)))]
    index = file.with_name(f"{stem}.index")
    articles = [path for suffix in SUFFIXES[1:] if (path := file.with_name(f"{stem}{suffix}")).is_file()]
    if not index.is_file():
        raise LexiconError(f"{file}: has no {index.name} beside it. A dictionary of dictd is two files; put both into one folder.")
    if not articles:
        raise LexiconError(f"{file}: has neither {stem}.dict nor {stem}.dict.dz beside it. Put both files into one folder.")
    return index, file if file in articles else articles[0]


def _entries(index: Path) -> Iterator[_Entry]:
    try:
        lines = index.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{index}: cannot be read ({error}).") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) not in (3, 4):
            raise LexiconError(f"{index}, line {number}: has {len(cells)} columns; a headword, a place and a size are needed, with tabs.")
        yield _Entry(number, cells[0], *(_number(index, number, digits) for digits in cells[1:3]))


def _number(index: Path, line: int, digits: str) -> int:
    """A number in base 64, the highest digit first."""
    value = 0
    for digit in digits:
        if digit not in _DIGITS or len(digits) > 10:
            break
        value = 64 * value + _DIGITS[digit]
    else:
        if digits:
            return value
    raise LexiconError(f"{index}, line {line}: “{digits[:20]}” is no number of base 64 as dictd writes them.")


def _content(articles: Path) -> bytes:
    """All articles, unpacked: what dictzip packs, gzip unpacks."""
    try:
        with gzip.open(articles) if articles.suffix == ".dz" else articles.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise LexiconError(f"{articles}: cannot be read ({error}).") from error
    if len(content) > MOST_BYTES:
        raise LexiconError(f"{articles}: has more than {MOST_BYTES >> 20} MiB of articles; no dictionary of two languages has.")
    return content


def _article(index: Path, entry: _Entry, content: bytes, articles: Path) -> str:
    place = f"{index}, line {entry.line}"
    if entry.begin + entry.size > len(content):
        raise LexiconError(f"{place}: the article of “{entry.word}” lies beyond the end of {articles.name}; are they of one dictionary?")
    try:
        return content[entry.begin : entry.begin + entry.size].decode("utf-8")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{place}: the article of “{entry.word}” in {articles.name} is not UTF-8 ({error.reason}).") from error


def _source(index: Path, entries: list[_Entry], content: bytes, articles: Path) -> Language:
    """The language of the headwords: the first of the two in the file's name, or in the title of the dictionary."""
    short = next((_article(index, entry, content, articles) for entry in entries if entry.word in _SHORT), "")
    for name in (index.name.removesuffix(".index"), short):
        told = [_CODES[word] for each in _NAMED.findall(name) if (word := each.lower()) in _CODES]
        if len(told) == len(LANGUAGES) == len(set(told)):
            return told[0]
    raise LexiconError(f"{index}: nothing tells which language translates which; name the files with fra-eng or eng-fra, as FreeDict does.")


def _translations(lines: list[str], source: Language) -> Iterator[str]:
    """What the lines of an article behind its headword give as translations, as the lexicon writes them."""
    into = next(each for each in LANGUAGES if each != source)
    for line in lines:
        if _SAYS_NOTHING.search(line):
            continue
        for part in _BETWEEN.split(_ASIDE.sub(" ", _NUMBER.sub("", line))):
            text = " ".join(part.split()).removeprefix(_INFINITIVE[into]).strip(" .:!?…")
            if text and len(text.split()) <= LONGEST:
                yield text
