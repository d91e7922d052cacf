"""What tests share: the seeds as a real index, a real application and a real gunicorn."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import IO, Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.build import build
from indexer.codec import kernels
from service.app import create_app
from service.search.catalogue import Catalogue
from service.search.request import Face, parse
from service.search.results import SearchPage
from service.settings import Settings
from service.warm import warm_up

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

_pictures = os.environ.pop("LUNETTE_SCREENSHOTS", "")  # no setting of the service, which would refuse to start with it
SCREENSHOTS = Path(_pictures).absolute() if _pictures else None
"""Where pictures of pages are kept for people to look at, if anywhere."""

# Elsewhere each run looks for new examples; where changes are let in, the change alone decides.
hypothesis.settings.register_profile("however long it takes", deadline=None)  # a busy machine decides no test
hypothesis.settings.register_profile("always the same", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("always the same" if os.environ.get("CI") else "however long it takes")

Search = Callable[..., SearchPage]

STOCK = any(found.metadata["Name"].lower() == "whoosh" and found.version == "2.7.4" for found in distributions())
"""Whether Whoosh is the release that Lunette was measured against, and none of those that go on from it."""


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the seeds. Tests that write make a copy of their own."""
    home = tmp_path_factory.mktemp("seeds") / "index"
    build([str(SEEDS)], home, workers=1)
    _ready()
    return home


def _ready() -> None:
    """What a server does before its first request, for no query waits until every kernel is compiled."""
    if kernels.COMPILED:
        warm_up()


@pytest.fixture
def seeds_copy(seeds_index: Path, tmp_path: Path) -> Path:
    """A copy of that index that a test may break."""
    return Path(shutil.copytree(seeds_index, tmp_path / "copy"))


@pytest.fixture(scope="session")
def seeds_app(seeds_index: Path) -> Flask:
    """The application over the seeds."""
    return create_app(Settings(index=seeds_index))


@pytest.fixture
def client(seeds_app: Flask) -> FlaskClient:
    """A client of that application."""
    return seeds_app.test_client()


@pytest.fixture(scope="session")
def seeds_search(seeds_index: Path) -> Search:
    """`search(q, **arguments)` over the seeds; a name with a hyphen or a repeated one goes in `more`."""
    return searching(seeds_index)


@pytest.fixture(scope="session")
def seeds_server(seeds_index: Path) -> Iterator[str]:
    """The address of a real gunicorn that serves the seeds."""
    with serving(seeds_index) as address:
        yield address


@pytest.fixture
def make_index(tmp_path: Path) -> Callable[..., Path]:
    """`make_index(documents)` builds an index of documents given as dicts, the lines of a JSON Lines file."""

    def make(documents: Sequence[Mapping[str, Any]], name: str = "made") -> Path:
        lines = tmp_path / f"{name}.jsonl"
        lines.write_text("".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents), "utf-8")
        build([str(lines)], tmp_path / name, workers=1)
        return tmp_path / name

    return make


def searching(home: Path) -> Search:
    """The door of the service for an index: arguments as in an address, a `SearchPage` back."""
    catalogue = Catalogue(home)
    _ready()

    def search(q: str = "", more: Sequence[tuple[str, str]] = (), **arguments: str) -> SearchPage:
        request, _ = parse([("q", q), *arguments.items(), *more], strict=True)
        return catalogue.search(request, Face())

    return search


def lunette(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as a person would."""
    return subprocess.run(
        [Path(sys.executable).parent / "lunette", *map(str, arguments)],
        input=stdin.decode("utf-8", "surrogateescape"),
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=120,
        check=False,
    )


_KILLED = """
import importlib, os, signal, sys
from pathlib import Path
def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
place, work, source, home = sys.argv[1:]
work = getattr(importlib.import_module(f"indexer.{work}"), work)
module, _, name = place.rpartition(".")
try:
    owner = importlib.import_module(module)
except ImportError:
    module, _, kind = module.rpartition(".")
    owner = getattr(importlib.import_module(module), kind)
setattr(owner, name, kill)
work([source], Path(home), workers=1)
"""


def kill_at(place: str, work: str, source: Path, home: Path) -> None:
    """Run `indexer.build.build` or `indexer.update.update` in a process that is killed as soon as it calls what stands at the place."""
    command = [sys.executable, "-c", _KILLED, place, work, str(source), str(home)]
    died = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL, f"the fault was never reached: {died.stderr.decode()[-500:]}"


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[str]:
    """A real `lunette serve` on a free port of 127.0.0.1, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    program = str(Path(sys.executable).parent / "lunette")
    command = [program, "serve", *arguments, "--index", str(home), "--bind", address, "--workers", "2"]
    # A file, for nobody reads a pipe meanwhile, and a server whose log is full stands still.
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log) as process:
        try:
            _wait(f"http://{address}/healthz", process, log)
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: IO[bytes]) -> None:
    """Until the server answers or has ended. The first one after an installation compiles for half a minute, longer on a busy machine."""
    for _ in range(2400):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    process.kill()
    process.wait(timeout=60)
    log.seek(0)
    said = log.read()
    pytest.fail(f"lunette serve did not answer: {said.decode(errors='replace')[-2000:]}")
