"""Given names: which spellings are one, which are familiar forms, which are copied and which transcribed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from indexer.entities.spelling import fold

FILE = Path(__file__).parent / "data" / "given_name_forms.txt"
KINDS = ("west", "east", "both", "short", "ruler", "iberia")


@dataclass(frozen=True, slots=True)
class GivenNames:
    """What is known of given names, all folded.

    `names` leads a spelling to the name that it is (a spelling of it); `familiar` a familiar form to the names it stands for; `ruler`
    a spelling to the numbers of the names that popes and kings bear in several languages. With `iberian` names go two surnames.
    """

    names: Mapping[str, str]
    copied: frozenset[str]
    transcribed: frozenset[str]
    familiar: Mapping[str, frozenset[str]]
    ruler: Mapping[str, frozenset[int]]
    iberian: frozenset[str]

    @classmethod
    def read(cls, lines: Iterable[str]) -> Self:
        """The names of lines such as `east: dmitri dmitry`; # begins a comment."""
        names: dict[str, str] = {}
        of_kind: dict[str, set[str]] = {kind: set() for kind in KINDS}
        familiar: dict[str, set[str]] = {}
        ruler: dict[str, set[int]] = {}
        for number, line in enumerate(lines):
            kind, _, rest = line.partition(":")
            spellings = [fold(spelling) for spelling in rest.split()]
            if kind == "short":
                familiar.setdefault(spellings[0], set()).update(spellings[1:])
            elif kind == "ruler":
                for spelling in spellings:
                    ruler.setdefault(spelling, set()).add(number)
            elif kind in of_kind:
                for spelling in spellings:
                    if kind in {"west", "iberia"}:
                        names.setdefault(spelling, spelling)
                    else:
                        names[spelling] = spellings[0]
                    of_kind[kind].add(spelling)
        both = of_kind["both"]
        return cls(
            names,
            frozenset((of_kind["west"] | of_kind["iberia"]) - both),
            frozenset(of_kind["east"] - both),
            {short: frozenset(full) for short, full in familiar.items()},
            {spelling: frozenset(numbers) for spelling, numbers in ruler.items()},
            frozenset(of_kind["iberia"]),
        )

    def same(self, one: str, other: str) -> bool | None:
        """Whether two folded spellings are one given name; None where that is not known."""
        if one == other:
            return True
        first, second = self.names.get(one), self.names.get(other)
        return None if first is None or second is None else first == second

    def familiar_form(self, one: str, other: str) -> bool:
        """Whether one is what friends make of the other: Bill and William."""
        return self._stands_for(one, other) or self._stands_for(other, one)

    def _stands_for(self, short: str, full: str) -> bool:
        stands_for = self.familiar.get(short, frozenset())
        return full in stands_for or self.names.get(full) in {self.names.get(name, name) for name in stands_for}

    def same_ruler(self, one: str, other: str) -> bool:
        """Whether two languages call one pope or king so: Jean and John."""
        return not self.ruler.get(one, frozenset()).isdisjoint(self.ruler.get(other, frozenset()))


@cache
def given_names() -> GivenNames:
    """The names that come with Lunette, read once per process."""
    return GivenNames.read(FILE.read_text(encoding="utf-8").splitlines())
