"""Which lines belong to a web page and not to its article (`boilerplate.txt`, `sections.txt`)."""

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

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
    return _ANNOUNCEMENT.fullmatch(_key(line)) is not None


def announces_comments(line: str) -> bool:
    """Whether what readers wrote may stand below this line, itself boilerplate: « Commentaires (5) »."""
    return _COMMENTS.fullmatch(_key(line)) is not None


def is_section(line: str) -> bool:
    """Whether the line is the name of a section of a site, or several of them."""
    return len(line) <= LONGEST_SECTION and _SECTION.fullmatch(_key(line)) is not None


def _has_rule(line: str) -> bool:
    return _may_have_rule(line) and _BOILERPLATE.fullmatch(_key(line)) is not None


def _may_have_rule(line: str) -> bool:
    """Whether the first word of a line begins a rule. Few lines of an article do, and to look is cheaper than to write out the key."""
    first = _FIRST.match(line)
    # Any sign that is not ASCII may become letters in a key.
    return first is None or first[1].lower() in _BEGINNINGS


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


def _beginnings(rule: str) -> Iterable[str]:
    """The words that a line may begin with that has this rule; none where it begins with a number."""
    names = _NETWORKS if rule.startswith("{net}") else (rule,)
    return [found[0] for name in names if (found := re.match("[a-z]+", name))]


def _any(rules: Iterable[str]) -> str:
    """One of the rules, each once, the longest first: with two ways to read a line, its patterns would take exponential time."""
    return "|".join(_pattern(rule) for rule in sorted(set(rules), key=lambda rule: (-len(rule), rule)))


def _repeated(rules: Iterable[str]) -> str:
    """One or more of the rules in one line, each read in one way (`?>`) and up to the end of a word."""
    one = rf"(?>(?:{_any(rules)})(?!\w))"
    return rf"{one}(?:(?:[ ,/:;.*+&]{{1,4}}| et | and ){one})*+"


def _patterns(lines: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """All boilerplate, and the parts of it that announce links and comments."""
    marked = [line.partition(" >>") for line in lines]
    plain = _repeated(rule for rule, _, _ in marked if "*" not in rule)
    wild = _any(rule for rule, _, _ in marked if "*" in rule)
    links, comments = (_any(rule for rule, mark, more in marked if mark and more == sign) for sign in ("", ">"))
    return re.compile(f"{plain}|{wild}"), re.compile(links), re.compile(comments)


_FIRST = re.compile(r"(?!.{0,200}\([cC]\))[\x00-/:-@\[-`{-\x7f]*+([A-Za-z]++)(?![^\x00-\x7f0-9])")
"""A line whose key begins with its first word; those with ©, which is spelt out in a key, are none of them."""
_BEGINNINGS = frozenset(word for rule in _lines("boilerplate.txt") for word in _beginnings(rule))
_BOILERPLATE, _ANNOUNCEMENT, _COMMENTS = _patterns(_lines("boilerplate.txt"))
_SECTION = re.compile(_repeated(_lines("sections.txt")))
