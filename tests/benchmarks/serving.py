"""A worker of the service that has just started: how soon it answers, and how much memory it holds once it has answered.

`python serving.py FOLDER SEARCHES STARTED` opens the Flask application over the index in FOLDER and asks `/api/search` everything in the
JSON file SEARCHES, a list of arguments. STARTED is when the process was started, in seconds of the epoch. It prints one JSON object;
`measure` runs it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.app import create_app
from service.settings import Settings
from service.warm import warm_up

PATIENCE = 600
"""Seconds that one search may take."""


def measure(folder: Path, searches: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """What a fresh process needs to serve an index; `searches` are arguments of the API.

    Returns:
        `ready_seconds`: to open the index and answer the first search; `started_seconds`: the same, with Python, imports and kernels;
        `opened_mb` and `memory_mb`: anonymous memory once the first and once all searches are answered.
    """
    file = folder.parent / f"{folder.name}-searches.json"
    file.write_text(json.dumps(searches), "utf-8")
    command = [sys.executable, __file__, str(folder), str(file), str(time.time())]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict[str, float] = json.loads(said.splitlines()[-1])
    return measured


def _anonymous() -> float:
    """Megabytes of memory that belong to this process alone."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


def main() -> None:
    """Print what was measured."""
    folder, file, started = sys.argv[1:]
    searches = json.loads(Path(file).read_text("utf-8"))
    warm_up()  # the server has done so before it forks its workers
    begun = time.perf_counter()
    client = create_app(Settings(index=Path(folder), query_seconds=PATIENCE)).test_client()

    def ask(arguments: Mapping[str, str]) -> None:
        response = client.get("/api/search", query_string=arguments)
        if response.status_code != 200:
            raise RuntimeError(f"{arguments} is answered by {response.get_data(as_text=True)}")

    ask(searches[0])
    ready, since = time.perf_counter() - begun, time.time() - float(started)
    opened = _anonymous()
    for arguments in searches:
        ask(arguments)
    print(json.dumps({"ready_seconds": ready, "started_seconds": since, "opened_mb": opened, "memory_mb": _anonymous()}))


if __name__ == "__main__":
    main()
