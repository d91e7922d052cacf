"""What a build is told beforehand: entities and words of the user's own besides those that come with Lunette, and what people decided.

It is kept in the generation, so that updates know it without the files, and a later one may be told otherwise.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Self

import msgspec

from indexer import sidecar
from indexer.document import Entity
from indexer.entities.authority import Authority, Row, entity_of, row_of
from indexer.entities.decisions import Decisions
from indexer.entities.voices import voices
from indexer.lexicon import Told, told

FILE = "knowledge.json"
NO_MODEL = "none"


class Knowledge(msgspec.Struct, frozen=True):
    """`entities` are the user's own, as rows, which can be compared and go to other processes; `lexicon` are pairs of words.

    `models` are names or folders of spaCy models, see `entities.voices`.
    """

    entities: tuple[Row, ...] = ()
    decisions: Decisions = Decisions()
    lexicon: tuple[Told, ...] = ()
    models: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, authority: Iterable[Path] = (), decisions: Iterable[Path] = (), lexicon: Iterable[Path] = (), models: Iterable[str] = ()
    ) -> Self:
        """What some files say, and models that can be used. `NO_MODEL` instead of models asks for none.

        Raises:
            AuthorityError, DecisionsError, LexiconError: one of the files breaks a rule.
            ModelError: one of the models cannot be used.
        """
        used = tuple(name for name in models if name != NO_MODEL)
        voices(used)
        return cls(tuple(row_of(each) for each in Authority.own(*authority)), Decisions.load(*decisions), told(lexicon), used)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What a generation was built with.

        Raises:
            IndexDamaged: it cannot be read.
        """
        return sidecar.read(folder / FILE, msgspec.json.Decoder(cls).decode)

    def write(self, folder: Path) -> None:
        """Write it into the folder of a generation."""
        (folder / FILE).write_bytes(msgspec.json.encode(self))

    @property
    def known(self) -> Mapping[str, Entity]:
        """Every known entity by its id."""
        return authority_with(self.entities).entities

    @property
    def stamp(self) -> str:
        """What names are recognised and compared by: another one where the program, the places of Babel or the entities are others."""
        return f"{version('lunette-search')} {version('babel')} {blake2b(msgspec.json.encode(self.entities), digest_size=8).hexdigest()}"


@cache
def authority_with(rows: tuple[Row, ...]) -> Authority:
    """The entities that come with Lunette, and behind them others that were checked against them."""
    known = Authority.load().entities
    return Authority({**known, **{row[0]: entity_of(row) for row in rows}}) if rows else Authority(known)
