"""What the service counts of itself: in a form that Prometheus reads, all processes together, and never less than before."""

import json
import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service import metrics
from service.app import create_app
from service.metrics import BUCKETS, OTHER, Tally, free_row
from service.settings import Settings

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[0-9.e+-]+)')
"""A line of the format, as https://prometheus.io/docs/instrumenting/exposition_formats/ has it."""


@pytest.fixture
def fresh(seeds_index: Path) -> FlaskClient:
    """A service that nobody has asked yet."""
    return create_app(Settings(index=seeds_index)).test_client()


def samples(text: str) -> dict[str, float]:
    """Every sample of a scrape by what stands before its value, each of a family that was described before."""
    read: dict[str, float] = {}
    described: set[str] = set()
    for line in text.splitlines():
        if line.startswith("#"):
            _, what, name, _ = line.split(" ", 3)
            described |= {name} if what == "TYPE" else set()
            continue
        found = SAMPLE.fullmatch(line)
        assert found, f"{line} is no sample"
        family = re.sub("_(?:bucket|sum|count)$", "", found[1])
        assert {found[1], family} & described, f"nothing says what {found[1]} is"
        name = line.rpartition(" ")[0]
        assert name not in read, f"{name} is told twice"
        read[name] = float(found[3])
    return read


def scraped(client: FlaskClient) -> dict[str, float]:
    """What a scrape reads."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == metrics.MIMETYPE
    assert answer.headers["Cache-Control"] == "no-store"
    return samples(answer.get_data(as_text=True))


def asked(route: str, status: int | str = 200) -> str:
    """What the number of requests to a route is called."""
    return f'lunette_requests_total{{route="{route}",status="{status}"}}'


def test_requests_are_counted_by_route_and_status(fresh: FlaskClient) -> None:
    for path in ("/api/search?q=lune", "/api/search?q=Rogozine", "/api/search?page=0", "/document/nowhere", "/nowhere/at/all?x=1"):
        fresh.get(path)
    told = scraped(fresh)
    assert told[asked("/api/search")] == 2
    assert told[asked("/api/search", 400)] == 1
    assert told[asked("/document/{id}", 404)] == 1
    assert told[asked(OTHER, 404)] == 1, "whatever is typed must not become a route"
    assert asked("/metrics") not in told, "a scrape is counted when it has been answered"
    assert scraped(fresh)[asked("/metrics")] == 1


def test_times_are_a_histogram_of_all_requests(fresh: FlaskClient) -> None:
    for _ in range(5):
        fresh.get("/search?q=station")
    told = scraped(fresh)
    reached = [told[f'lunette_request_seconds_bucket{{route="/search",le="{bound}"}}'] for bound in (*BUCKETS, "+Inf")]
    assert reached == sorted(reached)
    assert reached[-1] == told['lunette_request_seconds_count{route="/search"}'] == told[asked("/search")] == 5
    assert 0 < told['lunette_request_seconds_sum{route="/search"}'] < 60


def test_the_published_generation_is_told(fresh: FlaskClient) -> None:
    told, ready = scraped(fresh), fresh.get("/readyz").get_json()
    assert told["lunette_index_ready"] == 1
    assert told["lunette_index_documents"] == ready["documents"] == 5
    assert told[f'lunette_index_info{{generation="{ready["generation"]}"}}'] == 1
    assert told["lunette_index_created_timestamp_seconds"] > 1_600_000_000


def test_a_service_without_an_index_can_be_watched(tmp_path: Path) -> None:
    client = create_app(Settings(index=tmp_path / "none")).test_client()
    assert scraped(client)["lunette_index_ready"] == 0


def test_a_status_that_nobody_thought_of_is_counted() -> None:
    tally = Tally(["/x"], 1)
    tally.add("/x", 418, 100.0)
    told = samples("\n".join(tally.lines()))
    assert told[asked("/x", OTHER)] == 1
    assert told['lunette_request_seconds_bucket{route="/x",le="+Inf"}'] == 1
    assert told['lunette_request_seconds_bucket{route="/x",le="10.0"}'] == 0


def test_who_takes_the_place_of_a_worker_goes_on_with_its_count() -> None:
    tally = Tally(["/x"], 2)
    for row in (0, 1, free_row([1]), free_row([0, 1])):
        tally.row = row
        tally.add("/x", 200, 0.0)
    assert samples("\n".join(tally.lines()))[asked("/x")] == 4


def test_no_two_workers_have_one_row() -> None:
    assert [free_row(taken) for taken in ([], [0], [1], [0, 1, 3], [2, 0, 1])] == [0, 1, 0, 2, 3]


def test_every_worker_tells_what_all_of_them_did(seeds_server: str) -> None:
    def read(path: str) -> str:
        with urllib.request.urlopen(seeds_server + path, timeout=60) as answer:
            return str(answer.read().decode())

    before = samples(read("/metrics")).get(asked("/api/entities"), 0)
    with ThreadPoolExecutor(4) as pool:
        for answer in pool.map(read, ["/api/entities"] * 40):
            assert json.loads(answer)["total"]
    for _ in range(12):
        assert samples(read("/metrics"))[asked("/api/entities")] == before + 40
