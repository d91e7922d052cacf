"""Nobody keeps the whole service to themselves while others ask, and nobody who asks one thing at a time is ever refused."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask.testing import FlaskClient
from test_api import checked

from service import shares
from service.app import create_app
from service.settings import Settings
from service.shares import CROWDING, Shares, client

MOST = 3


def behind(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An application that tells whether a request was one too many, and is under way until its answer is closed."""
    start_response("429 Too Many Requests" if environ.get(CROWDING) else "200 OK", [])
    return [b""]


class Door:
    """Clients at the door of one process."""

    def __init__(self) -> None:
        self.shares = Shares(behind, MOST)
        self.open: list[object] = []

    def ask(self, address: str, path: str = "/search", *, stay: bool = False) -> str:
        """The status of an answer, which is being read on if the client stays."""
        said: list[str] = []
        environ = {"REMOTE_ADDR": address, "PATH_INFO": path}
        answer = self.shares(environ, lambda status, *_: said.append(status))  # type: ignore[arg-type, return-value]
        if stay:
            self.open.append(answer)
        elif hasattr(answer, "close"):
            answer.close()
        return said[0][:3]


@pytest.fixture
def door() -> Door:
    return Door()


def test_whoever_is_alone_may_have_everything(door: Door) -> None:
    assert {door.ask("10.0.0.1", stay=True) for _ in range(100)} == {"200"}


def test_beside_others_each_has_a_share_and_others_are_answered(door: Door) -> None:
    assert door.ask("10.0.0.2") == "200"
    assert [door.ask("10.0.0.1", stay=True) for _ in range(MOST + 2)] == ["200"] * MOST + ["429"] * 2
    assert door.ask("10.0.0.2") == "200"
    assert door.ask("10.0.0.3") == "200"


def test_who_has_everything_makes_room_once_somebody_else_has_come(door: Door) -> None:
    for _ in range(50):
        assert door.ask("10.0.0.1", stay=True) == "200"
    assert door.ask("10.0.0.2") == "200"
    assert door.ask("10.0.0.1") == "429"


def test_one_thing_after_the_other_is_never_too_much(door: Door) -> None:
    assert {door.ask(f"10.0.0.{number % 2}") for number in range(1000)} == {"200"}


def test_a_share_comes_back_when_answers_have_been_read_or_have_failed(door: Door) -> None:
    door.ask("10.0.0.2")
    for _ in range(MOST + 1):
        door.ask("10.0.0.1", stay=True)
    for answer in door.open:
        answer.close()  # type: ignore[attr-defined]
    assert door.ask("10.0.0.1") == "200"

    def broken(*_: object) -> Iterable[bytes]:
        raise RuntimeError("broken")

    failing = Shares(broken, MOST)
    for address in ("10.0.0.2", *["10.0.0.1"] * (MOST * 3)):
        with pytest.raises(RuntimeError, match="broken"):
            failing({"REMOTE_ADDR": address, "PATH_INFO": "/"}, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert not failing._under_way, "nobody has anything under way"  # noqa: SLF001 — what would grow


def test_others_who_left_an_hour_ago_count_no_more(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    door.ask("10.0.0.2")
    later = shares.time.monotonic() + 3600
    monkeypatch.setattr(shares.time, "monotonic", lambda: later)
    assert {door.ask("10.0.0.1", stay=True) for _ in range(MOST * 2)} == {"200"}


def test_whether_the_service_is_well_may_be_asked_by_anybody(door: Door) -> None:
    door.ask("10.0.0.2", "/readyz")
    assert {door.ask("10.0.0.1", stay=True) for _ in range(MOST * 2)} == {"200"}, "a probe is nobody who searches"
    door.ask("10.0.0.2")
    assert door.ask("10.0.0.1", "/healthz") == "200"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("", "", True),
    ],
)
def test_a_client_is_an_address_or_a_network_of_the_new_kind(one: str, other: str, *, same: bool) -> None:
    assert (client(one) == client(other)) is same


# In front of the service


@pytest.fixture
def crowded(seeds_index: Path) -> Iterator[FlaskClient]:
    """A service behind a proxy that asks one thing at a time, with somebody who has all of their share under way."""
    app = create_app(Settings(index=seeds_index, share=1, proxies=1))
    asking = app.test_client()
    held = [asking.get("/search?q=lune", headers={"X-Forwarded-For": address}) for address in ("10.0.0.2", "10.0.0.1")]
    yield asking
    for answer in held:
        answer.close()


def test_a_program_that_takes_too_much_is_told_when_to_ask_again(crowded: FlaskClient) -> None:
    with crowded.get("/api/search?q=lune", headers={"X-Forwarded-For": "10.0.0.1"}) as answer:
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        assert checked(answer)["retry_after"] == 1
    with crowded.get("/api/search?q=lune", headers={"X-Forwarded-For": "10.0.0.3"}) as answer:
        assert answer.status_code == 200


def test_what_a_client_says_of_itself_in_front_of_the_proxy_is_not_believed(crowded: FlaskClient) -> None:
    with crowded.get("/api/search?q=lune", headers={"X-Forwarded-For": "10.0.0.9, 10.0.0.1"}) as answer:
        assert answer.status_code == 429


def test_without_proxies_nobody_is_believed(seeds_index: Path) -> None:
    asking = create_app(Settings(index=seeds_index, share=1)).test_client()
    held = [asking.get("/search?q=lune", headers={"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(4)]
    assert {answer.status_code for answer in held} == {200}, "all of them come from one address"
    for answer in held:
        answer.close()
