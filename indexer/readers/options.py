"""How the user wants sources to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.errors import SourceError
from indexer.readers.ignoring import Ignored
from indexer.readers.keys import KEYS


@dataclass(frozen=True, slots=True)
class Options:
    """`map` tells what the keys of an article are called in the user's files, `ignore` which paths are passed over.

    Raises:
        SourceError: `map` names a key that no article has, or one of `ignore` is no pattern.
    """

    map: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for key in self.map:
            if key not in KEYS:
                raise SourceError(f"--map: an article has no “{key}”; what can be named is {', '.join(KEYS)}")
        Ignored.of(self.ignore)

    @classmethod
    def of(cls, named: tuple[str, ...], ignore: tuple[str, ...] = ()) -> "Options":
        """What the command line says, where each key is named as `key=column`.

        Raises:
            SourceError: something else is written there; or see the class.
        """
        pairs = [each.partition("=") for each in named]
        for (key, _, column), each in zip(pairs, named, strict=True):
            if not key.strip() or not column.strip():
                raise SourceError(f"--map “{each}”: write a key, an equals sign and what your files call it, as in text=body")
        return cls({key.strip(): column.strip() for key, _, column in pairs}, ignore)
