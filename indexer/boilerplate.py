"""Which lines belong to a web page and not to its article (`boilerplate.txt`, `sections.txt`)."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from unidecode import unidecode

LONGEST_BOILERPLATE = 200
"""Characters. A longer line is a paragraph of the article, whatever it begins with."""

LONGEST_SECTION = 60
"""Characters that a line with the names of sections may have."""

SHORTEST_MENU = 3
"""Items between bars that make a line a menu."""

_BAR = re.compile("[|•·]")
_HANDLE = re.compile(r"@\w{2,30}")


def is_boilerplate(line: str) -> bool:
    """Whether the line belongs to a web page whatever article it holds: a button, a form, a notice."""
    return len(line) <= LONGEST_BOILERPLATE and (_has_rule(line) or _HANDLE.fullmatch(line) is not None or _is_menu(line))


def announces_links(line: str) -> bool:
    """Whether the lines below this one, itself boilerplate, are links: « Articles similaires »."""
    return _announcing("").fullmatch(_key(line)) is not None


def announces_comments(line: str) -> bool:
    """Whether what readers wrote may stand below this line, itself boilerplate: « Commentaires (5) »."""
    return _announcing(">").fullmatch(_key(line)) is not None


def is_section(line: str) -> bool:
    """Whether the line is the name of a section of a site, or several of them."""
    return len(line) <= LONGEST_SECTION and _sections().fullmatch(_key(line)) is not None


def _has_rule(line: str) -> bool:
    # Few lines of an article begin with the first word of a rule; to look is cheaper than to write out the key.
    first = _FIRST.match(line)
    if first is not None and first[1].lower() not in _BY_BEGINNING:
        return False
    key = _key(line)
    return _is_of_rules(key) or _rules(_beginning(key)).wild.fullmatch(key) is not None


def _is_of_rules(key: str) -> bool:
    """Whether a line is one or more rules without wildcards, each read in one way and up to the end of a word."""
    at = _behind_rule(key, 0)
    while 0 < at < len(key):
        at = next((end for begin in _separated(key, at) if (end := _behind_rule(key, begin)) > 0), 0)
    return at > 0


def _behind_rule(key: str, begin: int) -> int:
    """Where the rule ends that begins here; 0 where none does."""
    found = _rules(_beginning(key, begin)).plain.match(key, begin)
    return found.end() if found is not None else 0


def _separated(key: str, at: int) -> Iterator[int]:
    """Where another rule may begin behind one that ends here."""
    signs = _SEPARATORS.match(key, at)
    yield from range(signs.end(), at, -1) if signs is not None else ()
    yield from (at + len(word) for word in (" et ", " and ") if key.startswith(word, at))


def _beginning(key: str, begin: int = 0) -> str:
    """The word that begins here, if it begins any rule; otherwise nothing, as where there is a number."""
    first = _LETTERS.match(key, begin)
    return first[0] if first is not None and first[0] in _BY_BEGINNING else ""


def _is_menu(line: str) -> bool:
    """Whether a line lists buttons and sections of a site, at least three: `Sign in | Subscribe | News`."""
    if _BAR.search(line) is None:  # as in nearly every line
        return False
    items = [item for item in _BAR.split(line) if item.strip()]
    return len(items) >= SHORTEST_MENU and all(_has_rule(item) or is_section(item) for item in items)


def _key(line: str) -> str:
    """A line as the patterns are written: ASCII, lower case, one kind of separator, no signs at either end."""
    line = unidecode(re.sub(r"©|\([cC]\)", " copyright: ", line)).lower()
    line = re.sub(r"\s*(?::|\||>+|\s-+>?(?=\s))\s*", ": ", line)
    return re.sub(r"^[\W_]+|[\W_]+$", "", re.sub(r"\s+", " ", re.sub(r" (?=[?!])", "", line)))


_NETWORKS = (
    "facebook", "twitter", "x", "linkedin", "whatsapp", "telegram", "pinterest", "reddit", "tumblr", "instagram", "youtube", "tiktok",
    "messenger", "facebook messenger", "viber", "skype", "snapchat", "mastodon", "bluesky", "threads", "vk", "vkontakte", "weibo",
    "wechat", "flipboard", "pocket", "google+", "google news", "line", "email", "e-mail", "mail", "courriel", "sms", "rss",
)  # fmt: skip
_WILDCARDS: dict[str, str] = {"{n}": r"\d[\d .,]*k?", "*": ".{0,60}", "**": ".*", "{net}": f"(?:{'|'.join(map(re.escape, _NETWORKS))})"}


def _pattern(line: str) -> str:
    return "".join(_WILDCARDS.get(piece, re.escape(piece)) for piece in re.split(r"(\*\*|\*|\{n\}|\{net\})", line))


def _lines(name: str) -> list[str]:
    return [line for line in files("indexer").joinpath(name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _beginnings(rule: str) -> list[str]:
    """The words that a line may begin with that has this rule; none where it begins with a number."""
    names = _NETWORKS if rule.startswith("{net}") else (rule,)
    return [found[0] for name in names if (found := _LETTERS.match(name))]


def _any(rules: Iterable[str]) -> str:
    """One of the rules, each once, the longest first: with two ways to read a line, its patterns would take exponential time."""
    return "|".join(_pattern(rule) for rule in sorted(set(rules), key=lambda rule: (-len(rule), rule)))


class _Rules(NamedTuple):
    """The rules that begin with a word: those without wildcards, up to the end of a word, and those with them."""

    plain: re.Pattern[str]
    wild: re.Pattern[str]


@cache
def _rules(word: str) -> _Rules:
    """Made when a line is met that begins with the word: a pattern of all rules takes a twentieth of a second to make."""
    plain, wild = (_any(rule for rule in _BY_BEGINNING.get(word, ()) if ("*" in rule) == starred) for starred in (False, True))
    return _Rules(re.compile(rf"(?:{plain or _NEVER})(?!\w)"), re.compile(wild or _NEVER))


@cache
def _announcing(mark: str) -> re.Pattern[str]:
    """The rules that have a mark behind `>>`."""
    return re.compile(_any(rule for rule, marked, more in _MARKED if marked and more == mark))


@cache
def _sections() -> re.Pattern[str]:
    one = rf"(?>(?:{_any(_lines('sections.txt'))})(?!\w))"
    return re.compile(rf"{one}(?:(?:[ ,/:;.*+&]{{1,4}}| et | and ){one})*+")


_NEVER = "(?!)"
_SEPARATORS = re.compile("[ ,/:;.*+&]{1,4}")
_FIRST = re.compile(r"(?!.{0,200}\([cC]\))[\x00-/:-@\[-`{-\x7f]*+([A-Za-z]++)(?![^\x00-\x7f0-9])")
"""A line whose key begins with its first word; those with ©, which is spelt out in a key, are none of them."""
_LETTERS = re.compile("[a-z]+")
_MARKED = [line.partition(" >>") for line in _lines("boilerplate.txt")]
_BY_BEGINNING: dict[str, list[str]] = {}
"""The rules by the word that a line begins with which has one; by none, those that begin with a number."""
for _rule, _, _ in _MARKED:
    for _word in _beginnings(_rule) or ("",):
        _BY_BEGINNING.setdefault(_word, []).append(_rule)
