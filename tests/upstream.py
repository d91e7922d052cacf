"""Whoosh's own tests, unchanged, with the codec of arrays in place of Whoosh's: `python tests/upstream.py [--codec arrays|whoosh]`.

They come from Whoosh's source distribution, which pip fetches once and which must be the one that is pinned here. What is known to fail
stands in `upstream_exceptions.txt` with the reason; the run fails if another test does, or if one of these passes.

The file is also the plugin of that run: the hooks at its end are called in the process of Whoosh's tests and nowhere else.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
EXCEPTIONS = Path(__file__).with_name("upstream_exceptions.txt")
CACHE = ROOT / ".pytest_cache" / "upstream"
CODECS = ("arrays", "whoosh")

_RELEASE = "2.7.4"
_SHA256 = "e0857375f63e9041e03fedd5b7541f97cf78917ac1b6b06c1fcc9b45375dda69"
_SECONDS = 60
"""After which a test that does not end is given up, and the run with it; most take milliseconds."""
_CODEC, _OUTCOMES, _RUNNING = "UPSTREAM_CODEC", "UPSTREAM_OUTCOMES", "UPSTREAM_RUNNING"
"""Environment variables by which the run is told what to use, and where to write what became of the tests, and which one is running."""


class Unavailable(Exception):
    """Whoosh's tests cannot be fetched; the text says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the tests: how many ran, and for each that failed the last line of its traceback."""

    tests: int
    failed: Mapping[str, str]
    said: str = field(repr=False)


def fetch() -> Path:
    """The folder that has Whoosh's tests in `tests`, fetched if it is not there yet.

    Raises:
        Unavailable: there is no network, or no pip.
    """
    folder = CACHE / f"whoosh-{_RELEASE}"
    if folder.is_dir():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        wanted = Path(scratch) / "requirements.txt"
        wanted.write_text(f"whoosh=={_RELEASE} --hash=sha256:{_SHA256}\n", "utf-8")
        options = ["--no-deps", "--no-binary", "whoosh", "--require-hashes", "--quiet", "--retries", "1", "--dest", scratch]
        pip = _run([sys.executable, "-m", "pip", "download", *options, "--requirement", str(wanted)], 300)
        archives = list(Path(scratch).glob("*.zip"))
        if "DO NOT MATCH THE HASHES" in pip.stdout:
            raise RuntimeError(f"what pip fetched is not the source distribution of Whoosh {_RELEASE} that is known:\n{pip.stdout}")
        if pip.returncode or not archives:
            raise Unavailable(f"pip cannot fetch the source distribution of Whoosh {_RELEASE}: {_last_line(pip.stdout)}")
        unpacked = Path(scratch) / "unpacked"
        with zipfile.ZipFile(archives[0]) as archive:
            archive.extractall(unpacked, [name for name in archive.namelist() if "/tests/" in name])
        (home,) = unpacked.iterdir()
        home.replace(folder)
    return folder


def run(folder: Path, codec: str, tests: Sequence[str] = ()) -> Outcome:
    """Run Whoosh's tests, or some of them by their ids, in a process of their own."""
    # Whoosh puts temporary files of indexes in memory under fixed names, so another run must not share the folder.
    with tempfile.TemporaryDirectory() as scratch:
        outcomes, running, settings = (Path(scratch) / name for name in ("outcomes.json", "running", "pytest.ini"))
        # Whoosh's own settings are none that today's pytest accepts, and those of the folders above are not meant for it.
        settings.write_text(f"[pytest]\nfaulthandler_timeout = {_SECONDS}\nfaulthandler_exit_on_timeout = true\n", "utf-8")
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent), str(ROOT))),
            "PYTHONHASHSEED": "2",  # an order of sets in which Whoosh's own test_minimize_dfa passes
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": scratch,
            _CODEC: codec,
            _OUTCOMES: str(outcomes),
            _RUNNING: str(running),
        }
        plugins = ["-p", "upstream", "-p", "no:cacheprovider"]
        options = [*plugins, "-c", str(settings), "--rootdir", str(folder), "-q", "--tb=short"]
        chosen = [str(folder / test) for test in tests] or [str(folder / "tests")]
        done = _run([sys.executable, "-m", "pytest", *options, *chosen], 900, env=environment, cwd=scratch)
        if not outcomes.is_file():
            begun = running.read_text("utf-8") if running.is_file() else "no test"
            raise RuntimeError(f"Whoosh's tests came no further than {begun}:\n{done.stdout}")
        said = json.loads(outcomes.read_text("utf-8"))
    return Outcome(said["tests"], said["failed"], done.stdout)


def faults(folder: Path, outcome: Outcome, codec: str) -> Iterator[str]:
    """A sentence for each test that fails and is not known to, and for each that is known to fail and passes."""
    known = exceptions(codec)
    for test in known.keys() - outcome.failed.keys():
        yield f"{test} passes; remove it from {EXCEPTIONS.name}"
    strange = sorted(outcome.failed.keys() - known.keys())
    # Whoosh is older than most Pythons it is run on: a test that fails with its own codec says nothing of another.
    anyway = run(folder, "whoosh", strange).failed if strange and codec != "whoosh" else {}
    for test in strange:
        if test not in anyway:
            yield f"{test} fails: {outcome.failed[test]}"


def exceptions(codec: str) -> Mapping[str, str]:
    """The ids of the tests that are known to fail with this codec, each with the reason."""
    lines = [line for line in EXCEPTIONS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    return {test: reason for test, which, reason in rows if which in ("any", codec)}


def main() -> int:
    """The command."""
    arguments = argparse.ArgumentParser(description="Run Whoosh's own tests with one of the codecs.")
    arguments.add_argument("--codec", choices=CODECS, default="arrays")
    codec = arguments.parse_args().codec
    try:
        folder = fetch()
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    outcome = run(folder, codec)
    found = list(faults(folder, outcome, codec))
    sys.stdout.write(outcome.said)
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    sys.stdout.write(f"{codec}: {outcome.tests} tests, {len(outcome.failed)} fail, {len(found)} of them unexpectedly\n")
    return 1 if found else 0


def _run(command: Sequence[str], seconds: int, **options: Any) -> "subprocess.CompletedProcess[str]":  # noqa: ANN401
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
        **options,
    )


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1]


# The plugin

_ran: set[str] = set()
_failed: dict[str, str] = {}


def pytest_configure() -> None:
    """Put the codec in place before Whoosh's tests import what they use."""
    if os.environ[_CODEC] == "arrays":
        import whoosh.codec  # noqa: PLC0415 — only where the plugin runs

        from indexer.codec.codec import ArrayCodec  # noqa: PLC0415
        from indexer.codec.index import register  # noqa: PLC0415
        from service.warm import warm_up  # noqa: PLC0415

        whoosh.codec.default_codec = ArrayCodec
        register()
        warm_up()  # one test measures a second, and compiling takes longer


def pytest_collection_modifyitems(items: Sequence[Any]) -> None:
    """Let schemas hold the analyzers that the tests define."""
    from indexer.codec.description import allow  # noqa: PLC0415

    for module in {item.module.__name__ for item in items}:
        allow(module)
    allow("whoosh.columns.PickleColumn")


def pytest_runtest_logstart(nodeid: str) -> None:
    """Say which test is running, in case it does not end."""
    Path(os.environ[_RUNNING]).write_text(nodeid, "utf-8")


def pytest_runtest_setup() -> None:
    """Some tests draw numbers; the same ones in every run."""
    random.seed(0)


def pytest_runtest_logreport(report: Any) -> None:  # noqa: ANN401
    """Note what became of a test."""
    _ran.add(report.nodeid)
    if report.failed:
        _failed.setdefault(report.nodeid, _last_line(report.longreprtext))


def pytest_collectreport(report: Any) -> None:  # noqa: ANN401
    """Note a file that cannot even be imported."""
    if report.failed:
        _failed[report.nodeid] = _last_line(report.longreprtext)


def pytest_sessionfinish() -> None:
    """Write all of it down."""
    Path(os.environ[_OUTCOMES]).write_text(json.dumps({"tests": len(_ran), "failed": _failed}), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
