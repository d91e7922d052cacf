"""YAML files that people edit, read so that every message can tell the line of what is wrong."""

import re
from pathlib import Path
from typing import Any

import yaml

from indexer.errors import IndexerError

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What an id of an entity looks like."""

_TEXT = "tag:yaml.org,2002:str"
# The C parser is ten times as fast; PyYAML comes without it on some platforms.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Editable:
    """One file; `error` is what is raised, with a sentence that names file and line, where it breaks a rule."""

    def __init__(self, file: Path, error: type[IndexerError]) -> None:
        self.file = file
        self.error = error

    def items(self, what: str) -> list[yaml.Node]:
        """The items of the list that the file must be, or none of an empty file; `what` tells people what it is a list of.

        Raises:
            self.error: it cannot be read, or is no list.
        """
        try:
            root = yaml.compose(self.file.read_text(encoding="utf-8"), Loader=_LOADER)
        except (OSError, UnicodeDecodeError) as error:
            raise self.error(f"{self.file}: cannot be read ({error}).") from error
        except (yaml.YAMLError, RecursionError) as error:
            raise self.error(f"{self.file}: is not valid YAML ({error}).") from error
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise self.error(f"{self.file}: must be a list of {what}.")
        return list(root.value)

    def at(self, node: yaml.Node) -> str:
        """File and line, counted from 1, as editors do."""
        return f"{self.file}, line {node.start_mark.line + 1}"

    def text(self, node: yaml.Node) -> str:
        """A value that must be text. YAML reads a bare `NO` as false and `1984` as a number, so those are asked to be quoted.

        Raises:
            self.error: it is something else.
        """
        if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT or not node.value.strip():
            shown = f"“{node.value}”" if isinstance(node, yaml.ScalarNode) and node.value else "this value"
            raise self.error(
                f"{self.at(node)}: {shown} must be text that is not empty; put it in quotes if it looks like a number, yes or no."
            )
        return str(node.value)

    def values(self, node: yaml.Node, keys: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        """The values of a mapping by their keys, all of them known and none twice; `what` tells people what has these keys.

        Raises:
            self.error: it is something else.
        """
        if not isinstance(node, yaml.MappingNode):
            raise self.error(f"{self.at(node)}: {what} must be keys and values; the keys are {', '.join(keys)}.")
        values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value not in keys:
                raise self.error(f"{self.at(key)}: “{key.value}” is not a key of {what}; the keys are {', '.join(keys)}.")
            if key.value in values:
                raise self.error(f"{self.at(key)}: “{key.value}” stands twice in {what}.")
            values[key.value] = value
        return values
