"""How fast Lunette answers, indexes and starts, beside other engines that do the same work.

Run `python tests/benchmarks/engine.py --docs 50000 --peers tantivy,fts5,bm25s`. Every engine indexes the same articles (`corpus`, written
anew from the real ones in --data) with the same fields, and answers the same questions (`questions`) as Lunette's own service would
ask them (`trees`). There are two jobs: `top` is the ten best articles and nothing else, by whatever is cheapest for an engine; `page` is
what a reader sees: ten articles with their stored text and Lunette's highlights, an exact total, and six facets with ten values each.
`service` is Lunette's whole door, from the words as typed to the page with its labels and links, and has no peer.

Times are CPU milliseconds of the whole process, medians and 99th percentiles over all questions and rounds; every engine answers a
question before the next one is asked. Indexing is measured in a process of its own, on CPU time of all its threads and children, from
`Document` objects to files that are synced; writing the articles is not counted.

With --grow 50000,100000,200000, only Lunette is measured, at each size; --svg FILE draws that.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

import serving
from growth import drawn
from peers import FACETS, PEERS, Engine, MissingPeer, load
from peers.lunette import Service
from prose import missing
from questions import KINDS, SAMPLE, Question, chosen
from report import ME, described, figures, line, ratios, table
from timing import Answers, Built, Library, answer, build
from trees import Asked

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "bulk"
DISTRIBUTIONS = ("whoosh", "numpy", "numba", "tantivy", "bm25s", "zstandard")
SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement of some engines over one library."""

    built: Mapping[str, Built]
    engines: Mapping[str, Engine]
    asked: Sequence[Asked]
    answers: Answers
    served: Mapping[str, float]

    def figures(self) -> dict[str, dict[str, Any]]:
        """Every engine's, Lunette first, and those of the service's door."""
        found = {name: figures(name, self.built[name], self.answers, engine.notes, engine.kinds) for name, engine in self.engines.items()}
        door = figures(SERVICE, None, self.answers, Service.notes, KINDS)
        return {ME: found.pop(ME), SERVICE: door, **found}


def run(library: Library, names: Sequence[str], folder: Path, many: int, rounds: int, *, again: bool = False) -> Run:
    """Build and ask these engines; indexes are left in the folder. With `again`, those that are there already are not built anew."""
    built = {}
    for name in names:
        built[name] = _built(name, folder / f"{name}-{library.documents}", library, again=again)
        print(f"built {name}: {built[name].rate:.0f} documents/s and core, {built[name].bytes / 1e6:.1f} MB", file=sys.stderr)
    sample = islice(library.articles(), SAMPLE)
    questions = chosen(sample, many, library.seed)
    home = folder / f"{ME}-{library.documents}"
    served = serving.measure(home, [_arguments(question) for question in questions])
    asked = [Asked.of(question) for question in questions]
    engines = {}
    for name in names:
        engines[name] = load(name)
        engines[name].open(folder / f"{name}-{library.documents}")
    service = Service(home)
    jobs: dict[tuple[str, str], Callable[[Asked], Any]] = {}
    for name, engine in engines.items():
        jobs |= {(name, "top"): engine.top, (name, "page"): engine.page}
    jobs[SERVICE, "page"] = service.page
    kinds = {name: engine.kinds for name, engine in engines.items()} | {SERVICE: KINDS}
    return Run(built, engines, asked, answer(jobs, kinds, asked, rounds), served)


def _built(name: str, target: Path, library: Library, *, again: bool) -> Built:
    """An engine's index in a folder, and beside it what building it took."""
    figures_of = target.with_suffix(".built.json")
    if again and figures_of.exists():
        return Built(**json.loads(figures_of.read_text("utf-8")))
    figures_of.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    done = build(name, target, library)
    figures_of.write_text(json.dumps(asdict(done)), "utf-8")
    return done


def _arguments(question: Question) -> dict[str, str]:
    """A question as arguments of the API."""
    given = {"q": question.typed, "match": "all", "facets": ",".join(FACETS)}
    if question.chosen and question.first and question.last:
        given |= {"language": question.chosen, "from": question.first, "to": question.last}
    return given


def compare(arguments: argparse.Namespace, library: Library, folder: Path) -> dict[str, Any]:
    """Lunette and its peers over one library."""
    names = [ME, *arguments.peers]
    left_out = {}
    if "whoosh" in names and library.documents > arguments.whoosh_docs:
        names.remove("whoosh")
        left_out["whoosh"] = f"too slow for more than {arguments.whoosh_docs} documents; --whoosh-docs asks for more"
    done = run(library, names, folder, arguments.queries, arguments.rounds, again=arguments.again)
    found = done.figures()
    print(f"{library.documents} articles, {arguments.queries} questions of each kind, {arguments.rounds} rounds after one for nothing")
    print("\n".join(described(done.asked, done.answers)), "\n")
    print("\n".join(table(found)), "\n")
    for name, engine in done.engines.items():
        unanswered = [kind for kind in KINDS if kind not in engine.kinds]
        print(f"{name}: " + "; ".join(engine.notes) + (f"; not asked: {', '.join(unanswered)}" if unanswered else ""))
    for name, reason in left_out.items():
        print(f"{name}: left out, {reason}")
    print("a fresh worker of the service: " + ", ".join(f"{name} {value:.3g}" for name, value in done.served.items()))
    compared = {name: ratios(found[ME], each) for name, each in found.items() if name not in (ME, SERVICE)}
    for name, each in compared.items():
        told = ", ".join(f"{key} {each[key]:.2f}" for key in ("page_p50", "page_p99", "top_p50", "top_p99", "build", "bytes"))
        print(f"{name} / {ME}: {told}")
    return {
        "engines": found,
        "ratios": compared,
        "left_out": left_out,
        **done.served,
    }


def grow(arguments: argparse.Namespace, library: Library, folder: Path) -> dict[str, Any]:
    """Lunette alone at several sizes."""
    sizes: dict[str, Any] = {}
    for many in sorted(arguments.grow):
        done = run(replace(library, documents=many), [ME], folder, arguments.queries, arguments.rounds, again=arguments.again)
        found = done.figures()
        sizes[str(many)] = {**found[ME], SERVICE: found[SERVICE]["page"], **done.served}
        page, top = found[ME]["page"], found[ME]["top"]
        told = f"page {page['p50']:.2f} ({page['p99']:.2f}) ms, top {top['p50']:.2f} ({top['p99']:.2f}) ms"
        print(f"{many:9} articles: {told}, {found[ME]['bytes'] / 1e6:.0f} MB, {found[ME]['docs_per_second_per_core']:.0f} docs/s and core")
        if not arguments.again:
            shutil.rmtree(folder / f"{ME}-{many}")
    if arguments.svg:
        lines = {f"{job} {name}": [each[job][name] for each in sizes.values()] for job in ("page", "top") for name in ("p50", "p99")}
        arguments.svg.write_text(drawn("Lunette: cost of a question by size of the index", sorted(arguments.grow), lines), "utf-8")
    return {"grow": sizes}


def configuration(arguments: argparse.Namespace) -> dict[str, Any]:
    """On what all this was measured."""
    versions = {"python": platform.python_version()}
    for name in DISTRIBUTIONS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "docs": arguments.grow or arguments.docs,
        "queries": arguments.queries,
        "rounds": arguments.rounds,
        "seed": arguments.seed,
        "versions": versions,
        "cpu": _processor(),
        "cores": os.cpu_count(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((each.partition(":")[2].strip() for each in lines if each.startswith("model name")), platform.machine())


def _peers(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if strange := set(names).difference(PEERS):
        raise argparse.ArgumentTypeError(f"there is no peer {min(strange)}; there are {', '.join(PEERS)}")
    return names


def _sizes(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def main() -> None:
    """Measure, print, and end with one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--docs", type=int, default=10_000, help="articles to index")
    parser.add_argument("--peers", type=_peers, default=[], help=f"engines to compare with, of {','.join(PEERS)}")
    parser.add_argument("--queries", type=int, default=20, help="questions of each kind")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed")
    parser.add_argument("--seed", type=int, default=7, help="another seed, other articles and questions")
    parser.add_argument("--again", action="store_true", help="ask indexes that are in --folder already, as they were built")
    parser.add_argument("--whoosh-docs", type=int, default=50_000, help="leave Whoosh out of anything larger")
    parser.add_argument("--grow", type=_sizes, default=[], help="measure Lunette alone at these sizes")
    parser.add_argument("--svg", type=Path, help="draw what --grow measured into this file")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the collections that articles are learnt from")
    parser.add_argument("--folder", type=Path, help="where indexes and what was learnt are kept; a temporary folder if not given")
    arguments = parser.parse_args()
    if absent := missing(arguments.data):
        parser.error(f"{arguments.data} holds no {', '.join(absent)}; --data names a folder that does (JSON lines with title and text)")
    try:
        for name in arguments.peers:
            load(name)
    except MissingPeer as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory(prefix="lunette-bench-") as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        library = Library(arguments.data, folder, arguments.docs, arguments.seed)
        found = (grow if arguments.grow else compare)(arguments, library, folder)
    print(line({"config": configuration(arguments), **found}))


if __name__ == "__main__":
    main()
