"""Markdown: one article, with what the front matter states about it."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.document import RawFile, Reject
from indexer.readers.file import File, UnusableError
from indexer.readers.renaming import renamed
from indexer.readers.text import MAX_BYTES, decode
from indexer.readers.values import tidied

MAX_FRONT_MATTER = 64 * 1024
"""Characters. More is no front matter of an article."""

_FRONT_MATTER = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<inside>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_TAG = re.compile(r"<(?:[!/?]|[A-Za-z])[^<>]*>")


def read(file: File) -> Iterator[RawFile | Reject]:
    """The article in the file. Its title is that of the front matter, or else the first heading of the first level.

    Raises:
        OSError: the file cannot be read.
        UnusableError: it is too large, no text, or its front matter cannot be read.
    """
    keys, text = _parted(decode(file.read(MAX_BYTES, "one article")))
    title, text = plain(text)
    titled = file.columns.get("title", "title")
    own = {} if keys.get(titled) or not title else {titled: title}
    yield renamed({**keys, **own, file.columns.get("text", "text"): text}, file.id, file.shown, file)


def plain(markdown: str) -> tuple[str | None, str]:
    """The first heading of the first level, and the rest as plain text: paragraphs, list items and rows each a paragraph."""
    title: str | None = None
    paragraphs: list[str] = []
    opened = ""
    for token in _PARSER.parse(markdown):
        if token.type in _SAID:
            said = _SAID[token.type](token)
            if title is None and opened == "h1" and said:
                title = said
            elif opened in ("td", "th") and paragraphs:
                paragraphs[-1] = f"{paragraphs[-1]} {said}".strip()
            else:
                paragraphs.append(said)
        elif token.type == "tr_open":
            paragraphs.append("")
        opened = token.tag if token.nesting == 1 else ""
    return title, "\n\n".join(filter(None, paragraphs))


def _inline(token: Token) -> str:
    """What a run of text says once links, emphasis, images and tags are taken away."""
    return "".join(
        _INLINE.get(child.type, "") or (child.content if child.type in _LITERAL else "") for child in token.children or ()
    ).strip()


def _block(token: Token) -> str:
    return token.content.strip("\n")


def _untagged(token: Token) -> str:
    return _TAG.sub("", token.content).strip()


_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_SAID: Mapping[str, Callable[[Token], str]] = {"inline": _inline, "fence": _block, "code_block": _block, "html_block": _untagged}
_INLINE: Mapping[str, str] = {"softbreak": "\n", "hardbreak": "\n"}
_LITERAL = ("text", "code_inline")


def _parted(text: str) -> tuple[dict[str, Any], str]:
    """What the front matter states, and what follows it."""
    found = _FRONT_MATTER.match(text[:MAX_FRONT_MATTER])
    if found is None:
        return {}, text
    stated = _LANGUAGES[found["fence"]](found["inside"])
    if stated is None:
        return {}, text[found.end() :]
    if not isinstance(stated, dict):  # a rule across the page, and then another
        return {}, text
    try:
        return tidied(stated), text[found.end() :]
    except RecursionError:
        raise UnusableError("front matter that is nested too deeply") from None


class _Loader(yaml.SafeLoader):
    """YAML without references, a few lines of which can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it refers to another part of itself")
        return super().compose_node(parent, index)


def _yaml(text: str) -> Any:  # noqa: ANN401 - YAML is anything
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a loader that is safer still
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 30 February
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise UnusableError(f"front matter that is no YAML: {problem or error or 'nested too deeply'}{where}") from None


def _toml(text: str) -> Any:  # noqa: ANN401 - TOML is anything
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableError(f"front matter that is no TOML: {error}") from None


_LANGUAGES: Mapping[str, Callable[[str], Any]] = {"---": _yaml, "+++": _toml}
"""What encloses front matter → how it is read."""
