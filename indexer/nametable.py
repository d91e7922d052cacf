"""The entities that a generation names, with labels, every spelling, and how many articles name each: what queries are read against.

How each spelling is compared is written down with it, for working that out takes half a second for 50,000 of them.

A name that the authority does not know is called as articles mostly write it, and is of the type that most of its mentions are of. Most
such names stand in one article only. Where there are many of these they are kept apart, in a file that nothing but an update reads: nobody
looks for them in a list, and the table that every server holds in memory does not grow with them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.document import ENTITY_TYPES, LANGUAGES, Document, Entity
from indexer.entities import name_key
from indexer.errors import IndexDamaged

FILE = "entities.json"
ONCE = "named_once.json"
"""The rows of unknown names that stand in one article only, where there are more than `MOST_ONCE`."""

MOST_ONCE = 20_000


class NameTableBuilder:
    """Gathers the entities of articles as they are added."""

    def __init__(self, known: Mapping[str, Entity]) -> None:
        self._known = known
        self._articles: Counter[str] = Counter()
        self._spellings: dict[str, Counter[str]] = {}
        self._types: dict[str, Counter[str]] = {}

    def add(self, document: Document, times: int = 1) -> None:
        """Take in what one article names; with `times` -1, leave out again what one names that was taken in before."""
        mentions = (*document.title_mentions, *document.mentions)
        for key in {mention.id for mention in mentions}:
            self._articles[key] += times
        for mention in mentions:
            spellings = self._spellings.setdefault(mention.id, Counter())
            if mention.text:
                spellings[" ".join(mention.text.split())] += times
            if mention.id not in self._known:
                self._types.setdefault(mention.id, Counter())[mention.type] += times

    def go_on(self, folder: Path) -> None:
        """Begin with what the table of a generation says.

        Raises:
            IndexDamaged: see `read`.
        """
        rows = _rows(folder, FILE)
        if (folder / ONCE).exists():
            rows |= _rows(folder, ONCE)
        for key, row in rows.items():
            self._articles[key] = row["articles"]
            self._spellings[key] = Counter(row["attested"])
            if "types" in row:
                self._types[key] = Counter(row["types"])

    def write(self, folder: Path) -> None:
        """Write the table into the folder, as JSON.

        For each id the type, labels, spellings (attested ones first), their keys, how many articles name it, and how often each spelling
        is attested.
        """
        table = {key: self._row(key, articles) for key, articles in sorted(self._articles.items()) if articles}
        once = {key: row for key, row in table.items() if row["articles"] == 1 and "types" in row}
        if len(once) > MOST_ONCE:
            table = {key: row for key, row in table.items() if key not in once}
            (folder / ONCE).write_text(json.dumps(once, ensure_ascii=False), "utf-8")
        (folder / FILE).write_text(json.dumps(table, ensure_ascii=False), "utf-8")

    def _row(self, key: str, articles: int) -> dict[str, Any]:
        counts = +self._spellings[key]
        attested = [spelling for spelling, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        types = +self._types.get(key, Counter())
        known = self._known.get(key) or _unknown(key, attested, types)
        entity = Entity(key, known.type, known.labels, tuple(_distinct(attested, known.spellings)))
        row = {
            "type": entity.type,
            "labels": dict(entity.labels),
            "spellings": list(entity.aliases),
            "keys": keys(entity),
            "articles": articles,
            "attested": counts,
        }
        return row | {"types": types} if key not in self._known else row


def _unknown(key: str, attested: Sequence[str], types: Mapping[str, int]) -> Entity:
    """What articles say of a name that the authority does not know."""
    kind = max(ENTITY_TYPES, key=lambda kind: types.get(kind, 0))
    return Entity(key, kind, dict.fromkeys(LANGUAGES, attested[0] if attested else key))


@dataclass(frozen=True, slots=True, eq=False)
class NameTable:
    """The entities of a generation by id, and the `keys` of each; their `spellings` begin with their labels."""

    entities: Mapping[str, Entity]
    keys: Mapping[str, Sequence[str]]


def keys(entity: Entity) -> list[str]:
    """How the spellings of an entity are compared: the folded words of each with a space between them; each once, none empty."""
    return [key for key in _distinct(" ".join(name_key(spelling)) for spelling in entity.spellings) if key]


def read(folder: Path) -> NameTable:
    """The table of a generation.

    Raises:
        IndexDamaged: the file is missing, or a row of it is not what `write` wrote.
    """
    table = _rows(folder, FILE)
    entities = {key: Entity(key, row["type"], row["labels"], tuple(row["spellings"])) for key, row in table.items()}
    return NameTable(entities, {key: row["keys"] for key, row in table.items()})


def _rows(folder: Path, file: str) -> dict[str, Any]:
    try:
        table = json.loads((folder / file).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"{folder / file} cannot be read ({error}); build the index again") from error
    if not isinstance(table, dict):
        raise IndexDamaged(f"{folder / file} is not a table of names; build the index again")
    for key, row in table.items():
        if not _is_sound(row):
            raise IndexDamaged(f"{folder / file} has an unusable row “{key[:60]}”; build the index again")
    return table


def _is_sound(row: object) -> bool:
    """Whether a row can be relied on wherever it is used: a known type, a label for every language, strings, a number of articles."""
    if not isinstance(row, dict):
        return False
    labels, articles = row.get("labels"), row.get("articles")
    return (
        row.get("type") in ENTITY_TYPES
        and isinstance(labels, dict)
        and labels.keys() >= set(LANGUAGES)
        and _are_strings(list(labels.values()))
        and _are_strings(row.get("spellings"))
        and _are_strings(row.get("keys"))
        and isinstance(attested := row.get("attested"), dict)
        and all(type(count) is int and count > 0 for count in attested.values())
        and isinstance(articles, int)
        and articles > 0
    )


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _distinct(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(spelling for group in groups for spelling in group))
