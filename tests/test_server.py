"""The service as it runs: gunicorn, its workers, their clients, good and bad, and what happens when an index is published meanwhile."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from conftest import SEEDS, serving

from indexer.build import build
from service import server
from service.search.request import MAX_QUERY
from service.server import MAX_REQUEST_LINE, Server, options
from service.settings import Settings

PATIENCE = 60
"""Seconds after which a test gives up on an answer; none should take one."""
HUNG_UP = suppress(ConnectionError)
"""The server may hang up on whoever still sends, and with that its last words may be lost."""

SERVE = """
import sys, time
from pathlib import Path
from service import server
from service.search.catalogue import Catalogue
from service.settings import Settings
{meddle}
server.Server(Settings(index=Path(sys.argv[1]), bind=sys.argv[2], workers=1, threads=2)).run()
"""


def test_whoever_waits_for_the_compiler_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(server, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(server, "warm_up", lambda: time.sleep(0.5))
    Server(Settings(index=tmp_path)).load()
    assert server.COMPILING in capsys.readouterr().err
    monkeypatch.setattr(server, "SILENT_SECONDS", 60)
    Server(Settings(index=tmp_path)).load()
    assert not capsys.readouterr().err, "who does not wait is told nothing"


def get(address: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer, of an error as well."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def connected(address: str) -> socket.socket:
    """A bare connection to the server."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=PATIENCE)


@contextmanager
def meddled(home: Path, meddle: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server of one worker with two threads in which something was changed first; its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-c", SERVE.format(meddle=meddle), str(home), bind]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            for line in process.stderr or ():
                if "Booting worker" in line:
                    break
            yield f"http://{bind}", process
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


# Options


def test_every_option_is_one_that_gunicorn_knows() -> None:
    server = Server(Settings())
    later = {"control_socket_disable"}
    assert set(options(Settings())) - later <= set(server.cfg.settings), "load_config would leave it out without a word"


def test_the_options_are_those_of_the_settings() -> None:
    cfg = Server(Settings(bind="127.0.0.1:1", workers=3, threads=5, query_seconds=7.5)).cfg
    assert (cfg.bind, cfg.workers, cfg.threads, cfg.preload_app) == (["127.0.0.1:1"], 3, 5, True)
    assert cfg.timeout > 7.5, "a worker would be killed before its query stops itself"
    assert cfg.worker_class_str == "Worker"
    assert not cfg.reload


# Requests


def test_the_server_answers_searches(seeds_server: str) -> None:
    status, answer = get(f"{seeds_server}/api/search?q=Rogozine")
    assert (status, answer["total"]) == (200, 3)


@pytest.mark.parametrize("length", [MAX_QUERY + 1, 100_000])
def test_a_query_that_is_too_long_is_refused_by_name_and_not_by_gunicorn(seeds_server: str, length: int) -> None:
    status, answer = get(f"{seeds_server}/api/search?q={'a' * length}")
    assert status == 400
    assert [each["parameter"] for each in answer["errors"]] == ["q"]


def test_the_longest_query_in_any_script_reaches_the_search(seeds_server: str) -> None:
    status, answer = get(f"{seeds_server}/api/search?facets=none&q={quote('月' * MAX_QUERY)}")
    assert status == 200
    assert len(answer["query"]["q"]) == MAX_QUERY


@pytest.mark.parametrize("length", [MAX_REQUEST_LINE + 1, 8 * MAX_REQUEST_LINE])
def test_a_request_line_without_end_is_refused_and_hung_up(seeds_server: str, length: int) -> None:
    with connected(seeds_server) as client:
        with HUNG_UP:
            client.sendall(b"GET /api/search?q=" + b"a" * length + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        with HUNG_UP:
            said = client.recv(65536)
            assert said.startswith((b"HTTP/1.1 414 ", b"HTTP/1.1 400 ")), said[:200]  # 400 before gunicorn 24
    assert get(f"{seeds_server}/healthz")[0] == 200


@pytest.mark.parametrize(
    "raw", [b"\0" * 100, b"GET / HTTP/9.9\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"]
)
def test_what_is_no_request_harms_nobody(seeds_server: str, raw: bytes) -> None:
    with connected(seeds_server) as client, HUNG_UP:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        client.recv(65536)
    assert get(f"{seeds_server}/healthz")[0] == 200


def test_many_threads_and_workers_give_one_and_the_same_answer(seeds_server: str) -> None:
    queries = ["Rogozine", '"station lunaire"', "Roscosmos -Rogozine", "wor*", "accord AND Chine", "cooperation~1"]

    def ask(number: int) -> tuple[str, Any]:
        query = queries[number % len(queries)]
        status, answer = get(f"{seeds_server}/api/search?q={quote(query)}")
        assert status == 200, answer
        return query, (answer["total"], answer["hits"], answer["facets"])

    with ThreadPoolExecutor(12) as clients:
        said: dict[str, list[Any]] = {}
        for query, answer in clients.map(ask, range(10 * len(queries))):
            said.setdefault(query, []).append(answer)
    assert len(said) == len(queries)
    assert all(answer == answers[0] for answers in said.values() for answer in answers), "workers or threads disturb each other"
    assert sum(answers[0][0] for answers in said.values())


# Slow clients


@pytest.mark.parametrize("sent", [b"", b"G", b"GET /api/search?q=lune HTTP/1.1\r\nHost: x\r\n"])
def test_clients_that_send_half_a_request_hold_nobody_up(seeds_server: str, sent: bytes) -> None:
    with ExitStack() as held:
        for _ in range(20):
            held.enter_context(connected(seeds_server)).sendall(sent)
        assert get(f"{seeds_server}/api/search?q=lune")[0] == 200


def test_a_client_that_sends_half_a_request_is_hung_up_and_its_thread_goes_on(seeds_index: Path) -> None:
    with meddled(seeds_index, "server.ARRIVAL_SECONDS = 0.2") as (address, _), ExitStack() as held:
        slow = [held.enter_context(connected(address)) for _ in range(4)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert get(f"{address}/healthz")[0] == 200, "both threads wait for clients that will never go on"
        for client in slow:
            with HUNG_UP:
                assert client.recv(1) == b"", "the server answers half a request"


def test_an_answer_may_take_longer_than_a_request_to_arrive(seeds_index: Path) -> None:
    with meddled(seeds_index, f"server.ARRIVAL_SECONDS = 0.2\n{slow('1.5')}") as (address, _):
        status, answer = get(f"{address}/api/search?q=Rogozine")
        assert (status, answer["total"]) == (200, 3)


def test_a_connection_is_used_for_more_than_one_request(seeds_server: str) -> None:
    client = http.client.HTTPConnection(urlsplit(seeds_server).netloc, timeout=PATIENCE)
    client.connect()
    first = client.sock
    for _ in range(3):
        client.request("GET", "/api/search?q=lune")
        assert client.getresponse().read()
        assert client.sock is first, "the server hung up after an answer"
    client.close()


# While it runs


def slow(seconds: str) -> str:
    """Code that makes every search say that it has begun, and take its time."""
    return f"""
search = Catalogue.search
def slowly(*arguments, **named):
    print("begun", flush=True)
    time.sleep({seconds})
    return search(*arguments, **named)
Catalogue.search = slowly
"""


def test_told_to_stop_the_service_finishes_what_it_has_begun(seeds_index: Path) -> None:
    with meddled(seeds_index, slow("1")) as (address, process), ThreadPoolExecutor(1) as client:
        answer = client.submit(get, f"{address}/api/search?q=Rogozine")
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGTERM)
        status, said = answer.result(PATIENCE)
        assert (status, said["total"]) == (200, 3)
        assert process.wait(PATIENCE) == 0


def test_a_new_generation_is_served_without_one_failed_request(seeds_copy: Path) -> None:
    said: list[tuple[int, str, int]] = []
    stop = threading.Event()

    def hammer(address: str) -> None:
        while not stop.is_set():
            status, answer = get(f"{address}/api/search?q=Rogozine")
            said.append((status, answer.get("index", {}).get("generation", str(answer)), answer.get("total", -1)))

    with serving(seeds_copy) as address, ThreadPoolExecutor(4) as clients:
        old = get(f"{address}/readyz")[1]["generation"]
        hammering = [clients.submit(hammer, address) for _ in range(4)]
        try:
            new = [build([str(SEEDS)], seeds_copy, workers=1).generation for _ in range(3)]
            for _ in range(PATIENCE * 10):
                if [generation for _, generation, _ in said[-200:]] == new[-1:] * 200:  # one worker alone may answer many in a row
                    break
                time.sleep(0.1)
        finally:
            stop.set()
        for each in hammering:
            each.result(PATIENCE)
    assert {status for status, _, _ in said} == {200}, "a request failed while an index was published"
    assert {total for _, _, total in said} == {3}
    generations = [generation for _, generation, _ in said]
    assert generations[0] == old
    assert set(generations[-4:]) == {new[-1]}, "a worker goes on serving an old generation"
    assert set(generations) <= {old, *new}


def test_a_service_without_an_index_waits_for_one(tmp_path: Path) -> None:
    home = tmp_path / "later"
    with serving(home) as address:
        assert get(f"{address}/readyz")[0] == 503
        assert get(f"{address}/api/search")[0] == 503
        build([str(SEEDS)], home, workers=1)
        assert {get(f"{address}/readyz")[0] for _ in range(8)} == {200}, "one of the workers does not see the index"
        assert get(f"{address}/api/search?q=Rogozine")[1]["total"] == 3


def test_letters_with_accents_may_stand_in_an_address_as_they_are(seeds_server: str) -> None:
    """Nobody percent-encodes by hand, and curl sends what is typed."""
    host, port = seeds_server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall("GET /api/search?q=coopération HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    said = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert said["query"]["q"] == "coopération"
    assert said["total"] == 5


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only /proc tells which files a process holds")
def test_the_first_process_holds_no_generation_and_a_worker_opens_the_newest_before_it_is_asked(seeds_copy: Path) -> None:
    holding = """
opened = server.open_index
def telling(worker):
    opened(worker)
    generation = (Path(sys.argv[1]) / "CURRENT").read_text().strip()
    print(worker.pid, generation, generation in Path("/proc/self/maps").read_text(), flush=True)
server.open_index = telling
"""
    with meddled(seeds_copy, holding) as (_, process):
        assert process.stdout
        worker, old, held = process.stdout.readline().split()
        assert held == "True", "a worker begins without an index: see open_index in service/server.py"
        assert old not in Path(f"/proc/{process.pid}/maps").read_text(), "the first process holds the index: see options"
        new = build([str(SEEDS)], seeds_copy, workers=1).generation
        os.kill(int(worker), signal.SIGTERM)
        assert process.stdout.readline().split()[1:] == [new, "True"], "a worker that is replaced begins with an old generation"
