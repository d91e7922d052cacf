"""Rankings on disk, as TREC has them: `query Q0 document rank score tag` a line.

The tag is the name of the collection, for queries of several may share their ids.
"""

from collections.abc import Mapping
from pathlib import Path

from indexer.errors import SourceError
from service.evaluation.measures import Ranking


def write(file: Path, rankings: Mapping[str, Ranking]) -> None:
    """Write the rankings of some collections, by name. Scores count down, so that whoever sorts by them keeps the order."""
    with file.open("w", encoding="utf-8") as out:
        for name, ranking in rankings.items():
            for query, keys in ranking.items():
                for rank, key in enumerate(keys, start=1):
                    out.write(f"{query} Q0 {key} {rank} {len(keys) + 1 - rank} {name}\n")


def read(file: Path) -> dict[str, dict[str, list[str]]]:
    """The rankings that `write` or another program wrote, by tag, in the order of their ranks.

    Raises:
        SourceError: the file is no run.
    """
    found: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), start=1):
        try:
            query, _, key, rank, _, tag = line.split()
            found.setdefault(tag, {}).setdefault(query, []).append((int(rank), key))
        except ValueError:
            raise SourceError(f"{file}, line {number}, is not “query Q0 document rank score tag”: {line[:80]}") from None
    return {tag: {query: [key for _, key in sorted(hits)] for query, hits in queries.items()} for tag, queries in found.items()}
