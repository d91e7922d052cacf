"""How long suggestions take while somebody types: CPU milliseconds for each beginning of some queries, slips among them.

python tests/benchmarks/suggest.py INDEX, an index directory of any size.
"""

import sys
import time
from pathlib import Path
from statistics import median

from service.search.catalogue import Catalogue
from service.warm import warm_up

TYPED = (
    *("gouvernement", "gouvernemant", "station lunaire", "emmanuel macron", "presidant de la republique", "roscosmso", "économie"),
    *("government", "inflatoin report", "minister of foreign affairs", "president of the united states", "the economy"),
)


def main() -> None:
    """Ask twice: as the first reader, and as all others."""
    warm_up()
    catalogue = Catalogue(Path(sys.argv[1]))
    generation = catalogue.generation()
    print(f"{generation.manifest.documents} articles, {len(generation.names.entities)} names")
    beginnings = [query[:end] for query in TYPED for end in range(1, len(query) + 1)]
    for asked in ("first", "again"):
        times = []
        for q in beginnings:
            begun = time.process_time()
            catalogue.suggest(q, "fr", 4)
            times.append((time.process_time() - begun) * 1000)
        times.sort()
        print(f"{asked}: median {median(times):.1f} ms, 99 % {times[int(len(times) * 0.99)]:.1f}, most {times[-1]:.1f}")


if __name__ == "__main__":
    main()
