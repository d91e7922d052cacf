"""The entities that a generation names, with labels, every spelling, and how many articles name each: what queries are read against.

How each spelling is compared is written down with it, for working that out takes half a second for 50,000 of them.

A name that the authority does not know is called as articles mostly write it in full, and is of the type that most of its mentions are
of. Most such names stand in one article only. They are kept apart, as lines of a sorted file (see `tallies`): nobody looks for them in a
list, so that a server reads them only where they are few, and an update only those that it has to do with. An update writes again the
rows that it changes; those of all other entities it takes over unread.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, NamedTuple, Self

import msgspec

from indexer import identities, sidecar
from indexer.document import ENTITY_TYPES, LANGUAGES, Document, Entity, EntityType, Mention
from indexer.entities import name_key
from indexer.entities.spotter import UNKNOWN
from indexer.errors import IndexDamaged
from indexer.identities import Identities, Identity, Named
from indexer.sorted_lines import SortedLines
from indexer.tallies import Tallies, Tally, TallyFile, line

FILE = "entities.json"
ONCE = "named_once.lines"
"""The tallies of unknown names that stand in one article only."""

MOST_ONCE = 20_000
"""More of these no server reads."""
MOST_COMPARED_ONCE = 2_000
"""More of these are not compared, for that takes a quarter of a millisecond each."""

Count = Annotated[int, msgspec.Meta(gt=0)]
_NONE = msgspec.Raw()


class Row(msgspec.Struct, gc=False, omit_defaults=True):
    """An entity as its row has it: `attested` tells how often it is spelled how, `types` how often an unknown name is of which type."""

    type: EntityType
    labels: dict[str, str]
    spellings: list[str]
    keys: list[str]
    articles: Count
    attested: dict[str, Count]
    languages: dict[str, Count] = {}
    types: dict[str, Count] = {}

    @property
    def tally(self) -> Tally:
        """What the row was made of."""
        return Tally(self.languages, self.types, self.attested)


class _Shown(msgspec.Struct, gc=False):
    """What of a row readers are shown."""

    type: EntityType
    labels: dict[str, str]
    spellings: tuple[str, ...]


class _Called(msgspec.Struct, gc=False):
    """What of a row tells how names are compared; how often it is spelled how, and is of which type, is read of few rows."""

    type: EntityType
    labels: dict[str, str]
    attested: msgspec.Raw = _NONE
    languages: dict[str, int] = {}
    types: msgspec.Raw = _NONE


Raw = dict[str, msgspec.Raw]
_CALLED = msgspec.json.Decoder(dict[str, _Called])
_ONE_CALLED = msgspec.json.Decoder(_Called)
_ATTESTED = msgspec.json.Decoder(dict[str, int])
_IN_CAPITALS = re.compile(rb'"[^a-z"]*":|\\')
"""What the counts of spellings have, as JSON, if a spelling may be written in capitals alone."""
_RAW = msgspec.json.Decoder(Raw)
_ROW = msgspec.json.Decoder(Row)
_SHOWN = msgspec.json.Decoder(_Shown)
_ENCODER = msgspec.json.Encoder()
_LABELS = frozenset(LANGUAGES)
_BETWEEN = b",\n"
"""Between two rows of the table."""
_COMMA = b","


class NameTableBuilder:
    """Gathers the entities of articles as they are added.

    What it holds in memory does not grow with the articles.

    Args:
        known: those that the authority knows.
        folder: takes what is set aside.
        decided: ids of names that somebody has decided about, which are rows of the table however few articles name them.
    """

    def __init__(self, known: Mapping[str, Entity], folder: Path, decided: AbstractSet[str] = frozenset()) -> None:
        self._known = known
        self._decided = decided
        self._tallies = Tallies(folder)
        self._base: Path | None = None
        self._known_again = True
        self._decided_again: AbstractSet[str] = frozenset()
        self.changed: AbstractSet[str] | None = None
        """The ids of all names of which the table that was written says something else than the one to go on with, if there is one."""

    def add(self, document: Document, times: int = 1) -> None:
        """Take in what one article names; with `times` -1, leave out again what one names that was taken in before."""
        named: dict[str, list[Mention]] = {}
        for mention in (*document.title_mentions, *document.mentions):
            named.setdefault(mention.id, []).append(mention)
        for key, mentions in named.items():
            attested: dict[str, int] = {}
            for mention in mentions:
                if mention.text:
                    spelling = mention.text if mention.text.isalpha() else " ".join(mention.text.split())
                    attested[spelling] = attested.get(spelling, 0) + times
            types: dict[str, int] = {}
            if key not in self._known:
                for mention in mentions:
                    types[mention.type] = types.get(mention.type, 0) + times
            self._tallies.add(key, Tally({document.lang: times}, types, attested))

    def go_on(self, folder: Path, decided: AbstractSet[str] = frozenset(), *, known_again: bool = True) -> None:
        """Begin with what the table of a generation says.

        Args:
            folder: of the generation.
            decided: the names that were decided about then.
            known_again: whether others may have been known then, so that the row of a name may change without its counts.
        """
        self._base = folder
        self._known_again = known_again
        self._decided_again = decided ^ self._decided
        for key in self._decided_again:
            self._tallies.add(key, Tally({}, {}, {}))  # so that it is looked at

    def write(self, folder: Path) -> None:
        """Write the table into the folder, as JSON, and the names of one article apart.

        For each id the type, labels, spellings (attested ones first), their keys, how many articles name it, and how often each spelling
        is attested.

        Raises:
            IndexDamaged: the table to go on with cannot be read.
        """
        if self._base is None:
            self._write_anew(folder)
        else:
            self._write_on(self._base, folder)

    def _write_anew(self, folder: Path) -> None:
        with (folder / ONCE).open("wb") as once, (folder / FILE).open("wb") as table:
            before = b"{"
            for key, tally in self._tallies:
                if self._is_apart(key, tally):
                    once.write(line(key, tally))
                elif tally.articles > 0:
                    table.write(before + _head(key) + self._row(key, tally))
                    before = _BETWEEN
            table.write(b"{}" if before == b"{" else b"}")

    def _write_on(self, base: Path, folder: Path) -> None:
        rows, once = _Table(base / FILE), TallyFile(base / ONCE)
        moved: dict[str, Tally | None] = {}
        keys = set[str]()
        changed: dict[str, bytes | None] = {}
        for key, counted in self._tallies:
            # Most of what a changed article names it has named before.
            if counted.is_nothing and not self._known_again and key not in self._decided_again:
                continue
            keys.add(key)
            row = rows.row(key)
            apart = once.find(key) if row is None else None
            before = row.tally if row is not None else apart
            tally = counted.plus(before) if before else counted.plus()
            changed[key] = None
            if apart:
                moved[key] = None
            if self._is_apart(key, tally):
                moved[key] = tally
            elif tally.articles > 0:
                changed[key] = self._row(key, tally)
        once.write(folder / ONCE, moved)
        rows.write(folder / FILE, changed)
        self.changed = keys

    def _is_apart(self, key: str, tally: Tally) -> bool:
        """Whether a name is no row of the table, but kept apart."""
        return tally.articles == 1 and key not in self._known and key not in self._decided

    def _row(self, key: str, tally: Tally) -> bytes:
        return _ENCODER.encode(_row(key, tally, self._known.get(key)))


def _head(key: str) -> bytes:
    """What the line of an entity begins with."""
    return _ENCODER.encode(key) + b":"


class _Table:
    """The rows of a table, one a line, each with what stands between two, which are found without reading the others.

    Raises:
        IndexDamaged: the file cannot be read, or is no table.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        written = sidecar.mapped(file)
        if written[:1] != b"{" or written[-1:] != b"}":
            raise IndexDamaged(f"{file} is no table of names; build the index again")
        self._rows = SortedLines(written, 1, len(written) - 1)

    def written(self, key: str) -> bytes | None:
        """The row of a name as it is written; None where there is none."""
        row = self._rows.line(_head(key))
        return row.removesuffix(_COMMA) if row is not None else None

    def row(self, key: str) -> Row | None:
        """The row of a name; None where there is none.

        Raises:
            IndexDamaged: it is not what `write` wrote.
        """
        row = self.written(key)
        return _decoded(self._file, key, msgspec.Raw(row)) if row is not None else None

    def write(self, file: Path, changed: Mapping[str, bytes | None]) -> None:
        """Write a table that differs in some rows, or where they are None, has none of them: byte for byte what a build writes."""
        lines = {head: head + row + _BETWEEN if row else None for head, row in ((_head(key), row) for key, row in changed.items())}
        with file.open("wb") as out:
            out.write(b"{")
            out.writelines(_between(self._rows.with_changed(lines)))
            out.write(b"}")


def _between(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Pieces of a table, of which some end in what stands between two rows, so that all do but the last one."""
    before: bytes | memoryview = b""
    for piece in filter(len, pieces):
        if before:
            yield from (before,) if _is_ended(before) else (before, _BETWEEN)
        before = piece
    yield before[: -len(_BETWEEN)] if _is_ended(before) else before


def _is_ended(piece: bytes | memoryview) -> bool:
    return bytes(piece[-len(_BETWEEN) :]) == _BETWEEN


def _row(key: str, tally: Tally, known: Entity | None) -> Row:
    attested = [spelling for spelling, _ in sorted(tally.attested.items(), key=lambda item: (-item[1], item[0]))]
    of = known or _unknown(key, attested, tally.types)
    entity = Entity(key, of.type, of.labels, tuple(_distinct(attested, of.spellings)))
    labels = dict(entity.labels)
    types = {} if known else tally.types
    return Row(entity.type, labels, list(entity.aliases), keys(entity), tally.articles, tally.attested, tally.languages, types)


def _unknown(key: str, attested: Sequence[str], types: Mapping[str, int]) -> Entity:
    """What articles say of a name that the authority does not know."""
    kind = max(ENTITY_TYPES, key=lambda kind: types.get(kind, 0))
    return Entity(key, kind, dict.fromkeys(LANGUAGES, in_full(key, attested)))


def in_full(key: str, attested: Iterable[str]) -> str:
    """What somebody unknown is called: the first spelling with all words of the id, for a surname alone may be more frequent."""
    words = tuple(key.removeprefix(UNKNOWN).split("-"))
    first = ""
    for spelling in attested:
        if name_key(spelling) == words:
            return spelling
        first = first or spelling
    return first or key


@dataclass(frozen=True, slots=True, eq=False)
class NameTable:
    """The entities of a generation by id, and type and `keys` of each; their `spellings` begin with their labels.

    `leaders` gives the id of the entity that a name with an id of its own is, see `identities`; `dropped` are ids of what is no name.
    """

    entities: Mapping[str, Entity]
    types: Mapping[str, EntityType]
    keys: Mapping[str, Sequence[str]]
    leaders: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> Self:
        """A table of some entities, each of which is one."""
        known = {entity.id: entity for entity in entities}
        return cls(known, {key: each.type for key, each in known.items()}, {key: keys(each) for key, each in known.items()})


class _Entities(Mapping[str, Entity]):
    """Entities by id, made from their rows when they are asked for, except those that are `united`.

    All of 30,000 would take 50 MB and a quarter of a second, and a page shows 60 of them.
    """

    def __init__(self, rows: Mapping[str, msgspec.Raw], united: Mapping[str, Entity]) -> None:
        self._rows, self._united = rows, united

    def __getitem__(self, key: str) -> Entity:
        entity = self._united.get(key)
        if entity is not None:
            return entity
        row = _SHOWN.decode(self._rows[key])
        return Entity(key, row.type, row.labels, row.spellings)

    def __contains__(self, key: object) -> bool:
        return key in self._united or key in self._rows

    def __iter__(self) -> Iterator[str]:
        yield from self._rows
        yield from self._united

    def __len__(self) -> int:
        return len(self._rows) + len(self._united)


def keys(entity: Entity) -> list[str]:
    """How the spellings of an entity are compared: the folded words of each with a space between them; each once, none empty."""
    return [key for key in _distinct(" ".join(name_key(spelling)) for spelling in entity.spellings) if key]


def read(folder: Path) -> NameTable:
    """The table of a generation, in which names that are one entity are one row.

    Raises:
        IndexDamaged: a file is missing, or a row of it is not what `write` wrote.
    """
    file, rows, told = folder / FILE, _served(folder), identities.read(folder)
    types: dict[str, EntityType] = {}
    compared: dict[str, Sequence[str]] = {}
    for key, raw in rows.items():
        row = _decoded(file, key, raw)
        types[key], compared[key] = row.type, row.keys
    united = {}
    for identity in told.entities:
        concerned = {key: _decoded(file, key, rows[key]) for key in (identity.id, *identity.members) if key in rows}
        for _, spelled in _united(concerned, (identity,)):
            entity = Entity(identity.id, identity.type, identity.labels, tuple(_distinct(spelled, identity.spellings)))
            for each in concerned:
                del rows[each], types[each], compared[each]
            united[entity.id], types[entity.id], compared[entity.id] = entity, entity.type, keys(entity)
    for key in rows.keys() & told.dropped:
        del rows[key], types[key], compared[key]
    return NameTable(_Entities(rows, united), types, compared, told.leaders, frozenset(told.dropped))


def attested(folder: Path) -> dict[str, dict[str, int]]:
    """How often each entity of the table of a generation is spelled how.

    Raises:
        IndexDamaged: see `read`.
    """
    return spelled(folder, identities.read(folder))


def spelled(folder: Path, told: Identities) -> dict[str, dict[str, int]]:
    """The same if names are one as somebody says.

    Raises:
        IndexDamaged: see `read`.
    """
    rows = _rows(folder)
    return {key: row.attested for key, row in rows.items()} | {identity.id: counts for identity, counts in _united(rows, told.entities)}


def _united(rows: Mapping[str, Row], told: Iterable[Identity]) -> Iterator[tuple[Identity, dict[str, int]]]:
    """The entities that are several names or otherwise not as their rows, with how often they are spelled how, the most frequent first."""
    for identity in told:
        counts: Counter[str] = Counter()
        for key in (identity.id, *identity.members):
            if key in rows:
                counts.update(rows[key].attested)
        if counts:
            yield identity, dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class Callings(NamedTuple):
    """What tells how names are compared.

    `names` are the unknown ones that may be one with others, `spelled` of all among whose spellings an acronym may be what they are called
    in full, the type, and the spellings.
    """

    names: dict[str, Named]
    spelled: dict[str, tuple[Collection[str], EntityType, Collection[str]]]


def compares_once(folder: Path) -> bool:
    """Whether names of one article are compared, for there are few.

    Raises:
        IndexDamaged: see `read`.
    """
    return not TallyFile(folder / ONCE).has_more_than(MOST_COMPARED_ONCE)


def callings(folder: Path) -> Callings:
    """What tells how the names of a generation are compared.

    Raises:
        IndexDamaged: see `read`.
    """
    found = sidecar.read(folder / FILE, lambda table: _callings(_CALLED.decode(table)))
    if compares_once(folder):
        for key, tally in TallyFile(folder / ONCE):
            _call(found, key, tally)
    return found


class Names(dict[str, Named | None]):
    """The names of a generation that are compared, by id, and None for what is no such name. They are read as they are asked for.

    Raises:
        IndexDamaged: see `read`.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._rows = _Table(self._file)
        self._once = TallyFile(folder / ONCE) if compares_once(folder) else None

    @property
    def once(self) -> set[str]:
        """The ids of names of one article that are compared."""
        return {key for key, _ in self._once} if self._once is not None else set()

    def __missing__(self, key: str) -> Named | None:
        found = self[key] = self.callings((key,)).names.get(key)
        return found

    def callings(self, keys: Collection[str]) -> Callings:
        """The same as the function of this name, of some names."""
        rows = {key: row for key in keys if (row := self._rows.written(key)) is not None}
        try:
            found = _callings({key: _ONE_CALLED.decode(row) for key, row in rows.items()})
        except msgspec.DecodeError as error:
            raise IndexDamaged(f"{self._file} cannot be read ({error}); build the index again") from error
        if self._once is not None:
            for key in keys:
                if key not in rows and (tally := self._once.find(key)) is not None:
                    _call(found, key, tally)
        return found


def _call(found: Callings, key: str, tally: Tally) -> None:
    """Add a name of one article."""
    row = _row(key, tally, None)
    found.names[key] = Named(row.type, row.labels[LANGUAGES[0]], tally.languages)
    found.spelled[key] = row.labels.values(), row.type, row.attested


def _callings(rows: Mapping[str, _Called]) -> Callings:
    names = {key: Named(row.type, row.labels[LANGUAGES[0]], row.languages) for key, row in rows.items() if len(row.types)}
    capitals = ((key, row) for key, row in rows.items() if row.type != "person" and _IN_CAPITALS.search(row.attested))
    return Callings(names, {key: (row.labels.values(), row.type, _ATTESTED.decode(row.attested)) for key, row in capitals})


def _rows(folder: Path) -> dict[str, Row]:
    """The rows that `_served` gives, decoded."""
    file = folder / FILE
    return {key: _decoded(file, key, raw) for key, raw in _served(folder).items()}


def _served(folder: Path) -> Raw:
    """Every row that a server knows: those of the table, and those of names of one article where these are few."""
    rows = sidecar.read(folder / FILE, _RAW.decode)
    once = TallyFile(folder / ONCE)
    if not once.has_more_than(MOST_ONCE):
        rows |= {key: msgspec.Raw(_ENCODER.encode(_row(key, tally, None))) for key, tally in once}
    return rows


def _decoded(file: Path, key: str, raw: msgspec.Raw) -> Row:
    try:
        row = _ROW.decode(raw)
    except msgspec.DecodeError:
        raise _unusable(file, key) from None
    if not row.labels.keys() >= _LABELS:
        raise _unusable(file, key)
    return row


def _unusable(file: Path, key: str) -> IndexDamaged:
    return IndexDamaged(f"{file} has an unusable row “{key[:60]}”; build the index again")


def _distinct(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(spelling for group in groups for spelling in group))
