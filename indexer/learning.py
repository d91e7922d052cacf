"""How a build learns what stands around names of each type in its own articles, before it tells the types of any.

    sample of the articles that were read → text and language (pipeline) → examples → weights that are drawn to them, if they are better

That stands between the two halves of a build, for every article is read with the same weights. One process does it: of 19,000 articles it
takes some 3 % of the time of all processes together, and of 80,000 or more less and less.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from indexer.document import Reject
from indexer.entities.adaptation import adapted
from indexer.entities.examples import Example, Examples
from indexer.entities.judge import weights
from indexer.knowledge import Knowledge
from indexer.pipeline import prepare, spotter
from indexer.sample import Sample
from indexer.weighing import Weighing

FEWEST = 200
"""Articles of a sample. Of fewer too little can be learnt, so they are not read twice: those of a corpus of up to about 4,000."""

MOST = 8
"""Articles of one name that are learnt from. See `entities.training` for others."""


def learn(sample: Sample, repeated: AbstractSet[int], knowledge: Knowledge) -> Weighing:
    """The weights of a build.

    Args:
        sample: some of its articles.
        repeated: the lines that repeat across the sites, which are not read.
        knowledge: the names that are known.
    """
    if len(sample) < FEWEST:
        return Weighing()
    found = adapted(list(examples(sample, repeated, knowledge)), weights())
    rows = {name: (row[0], row[1], row[2], row[3]) for name, row in (found.weights or {}).items()}
    return Weighing(len(sample), found.examples, found.defaults, found.learnt, found.error, rows)


def examples(sample: Sample, repeated: AbstractSet[int], knowledge: Knowledge) -> Iterator[Example]:
    """What stands around the names that are known in the articles of a sample, as of `learn`."""
    found = Examples(spotter(knowledge.entities, knowledge.models).finder, knowledge.known.values(), MOST)
    for raw in sample:
        try:
            prepared = prepare(raw, repeated)
            if not isinstance(prepared, Reject):
                yield from list(found.of(prepared.whole, prepared.read_in))
        except Exception:  # noqa: BLE001, S112 — the pipeline meets it again, and counts it
            continue
