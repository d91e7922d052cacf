"""The entities that a generation names, with labels, every spelling, and how many articles name each: what queries are read against."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from indexer.document import Document, Entity, EntityType
from indexer.errors import IndexDamaged

FILE = "entities.json"


class NameTableBuilder:
    """Gathers the entities of articles as they are added."""

    def __init__(self, known: Mapping[str, Entity]) -> None:
        self._known = known
        self._articles: Counter[str] = Counter()
        self._spellings: dict[str, Counter[str]] = {}

    def add(self, document: Document) -> None:
        """Take in what one article names."""
        mentions = (*document.title_mentions, *document.mentions)
        self._articles.update({mention.id for mention in mentions})
        for mention in mentions:
            spellings = self._spellings.setdefault(mention.id, Counter())
            if mention.text:
                spellings[" ".join(mention.text.split())] += 1

    def write(self, folder: Path) -> None:
        """Write the table into the folder, as JSON: id to type, labels, spellings (attested ones first) and number of articles."""
        table = {
            key: {
                "type": self._known[key].type,
                "labels": dict(self._known[key].labels),
                "spellings": _distinct([spelling for spelling, _ in self._spellings[key].most_common()], self._known[key].spellings),
                "articles": articles,
            }
            for key, articles in sorted(self._articles.items())
        }
        (folder / FILE).write_text(json.dumps(table, ensure_ascii=False, indent=1), "utf-8")


def read(folder: Path) -> dict[str, Entity]:
    """The entities of a generation by id; `spellings` of each begin with its labels.

    Raises:
        IndexDamaged: the file is missing or not what `write` wrote.
    """
    try:
        table = json.loads((folder / FILE).read_text("utf-8"))
        return {key: Entity(key, cast("EntityType", row["type"]), row["labels"], tuple(row["spellings"])) for key, row in table.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{folder / FILE} cannot be read ({error}); build the index again") from error


def _distinct(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(spelling for group in groups for spelling in group))
