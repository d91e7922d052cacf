"""How the names of a generation become entities: the table of names in, the identities out, and what was compared on the way."""

from collections.abc import Set as AbstractSet
from pathlib import Path

from indexer import counterparts, identities
from indexer.called import Called
from indexer.entities import slots
from indexer.entities.authority import entity_of
from indexer.entities.likenesses import Likenesses
from indexer.entities.recognition import Recognition
from indexer.identities import Claims, Identities
from indexer.knowledge import Knowledge


def identify(
    folder: Path, knowledge: Knowledge, claims: Claims, before: Path | None, changed: AbstractSet[str] | None
) -> tuple[Identities, Likenesses, Called]:
    """The entities that the names of a generation are, and what is remembered for the next one.

    Args:
        folder: where its table of names is, and what its translations tell of names.
        knowledge: what is known of names.
        claims: the same, looked through for what decisions say.
        before: the folder of a generation that has compared most of the names.
        changed: see `Called.of`.

    Raises:
        IndexDamaged: the table cannot be read, or what was compared before.
    """
    stamp = knowledge.stamp
    likenesses = Likenesses.read(before, stamp) if before else Likenesses(stamp)
    told = Called.of(folder, stamp, before, changed)
    attested = told.names
    names, dropped = identities.decided(attested, claims)
    likenesses = likenesses.of(names, Recognition(map(entity_of, knowledge.entities)))
    counts = counterparts.counts(folder)
    paired = {key for pair in counts for key in pair}
    called = {key: (names[key].type, names[key].name) for key in paired if key in names}
    called |= {key: (claims.known[key].type, claims.known[key].labels["fr"]) for key in paired if key in claims.known}
    twins = slots.sure(counts, called)
    found = identities.identified(attested, names, likenesses.alike, likenesses.means(), claims, told.owners, twins)
    return Identities(found, dropped), likenesses, told
