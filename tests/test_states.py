"""What the service says when it cannot answer just now: limited, being built, not there, offline. Each says when, or how, to go on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import serving
from flask.testing import FlaskClient
from test_api import checked, refused
from test_pages import read
from test_walks import CHROMIUM, QUIET
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from service.app import create_app
from service.search.building import being_written
from service.settings import Settings

BUSY = (TooManyRequests(retry_after=7), ServiceUnavailable(retry_after=7))


@pytest.fixture
def limited(seeds_index: Path, request: pytest.FixtureRequest) -> FlaskClient:
    """A service that is asked for more than it gives."""
    app = create_app(Settings(index=seeds_index))

    @app.before_request
    def _refuse() -> None:
        raise request.param

    return app.test_client()


@pytest.mark.parametrize("limited", BUSY, ids=["429", "503"], indirect=True)
@pytest.mark.parametrize(("language", "sentence"), [("fr", "Réessayez dans 7 secondes."), ("en", "Try again in 7 seconds.")])
def test_a_reader_who_is_limited_is_told_for_how_long_and_loses_nothing(limited: FlaskClient, language: str, sentence: str) -> None:
    page = read(limited, "/search?q=Rogozine&language=fr", language)
    assert not page.faults
    assert sentence in page.text
    assert "/search?q=Rogozine&language=fr" in page.links, "nothing to reload with"


@pytest.mark.parametrize("limited", BUSY, ids=["429", "503"], indirect=True)
def test_a_program_that_is_limited_is_told_the_same_as_json(limited: FlaskClient) -> None:
    answer = limited.get("/api/search?q=lune")
    assert answer.status_code in (429, 503)
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["Cache-Control"] == "no-store"
    assert checked(answer)["retry_after"] == 7


def test_an_index_that_is_not_there_says_how_to_build_one_and_when_to_ask_again(tmp_path: Path) -> None:
    client = create_app(Settings(index=tmp_path / "none")).test_client()
    assert "lunette build" in read(client, "/", "fr").text
    answer = client.get("/api/search?q=lune")
    assert refused(answer, 503) == {}
    assert answer.headers["Retry-After"] == str(checked(answer)["retry_after"])


@pytest.mark.parametrize(("language", "sentence"), [("fr", "L’index est en construction"), ("en", "The index is being built")])
def test_an_index_that_is_being_built_is_waited_for(tmp_path: Path, language: str, sentence: str) -> None:
    (tmp_path / "LOCK").write_text(f"process {os.getpid()} since 2021-12-09 12:00:00 UTC", "utf-8")
    client = create_app(Settings(index=tmp_path)).test_client()
    page = read(client, "/search?q=lune", language)
    assert sentence in page.text
    assert "lunette build" not in page.text, "somebody is building it already"
    answer = client.get("/api/search?q=lune")
    assert answer.status_code == 503
    assert checked(answer)["retry_after"] == int(answer.headers["Retry-After"]) <= 10


@pytest.mark.parametrize("said", ["", "process 999999999999999999999 since then", "process 4194305 since then", "nobody", "process 1"])
def test_a_lock_of_nobody_who_lives_builds_nothing(tmp_path: Path, said: str) -> None:
    (tmp_path / "LOCK").write_text(said, "utf-8")
    assert not being_written(tmp_path)
    assert not being_written(tmp_path / "nowhere")


# In a browser

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
browsed = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")


@pytest.fixture
def window(seeds_index: Path) -> Iterator[tuple[Any, str]]:
    """A page of a French reader's browser, and the address of the service."""
    with serving(seeds_index) as address, sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium.new_context(locale="fr-FR").new_page(), address
        chromium.close()


@browsed
def test_who_is_offline_is_told_so_and_keeps_what_was_typed(window: tuple[Any, str]) -> None:
    page, address = window
    expect = sync_api.expect
    page.goto(address + "/")
    page.context.set_offline(True)
    page.get_by_role("combobox").fill("Rogozine")
    expect(page.locator(".trouble")).to_contain_text("Vous êtes hors ligne")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox")).to_have_value("Rogozine")
    assert page.url == address + "/", "the browser's own page has come instead"
    page.context.set_offline(False)
    expect(page.locator(".trouble")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")


@browsed
def test_suggestions_that_are_limited_say_so_and_searching_goes_on(window: tuple[Any, str]) -> None:
    page, address = window
    page.route("**/api/suggest*", lambda route: route.fulfill(status=429, headers={"Retry-After": "7"}, body="{}"))
    page.goto(address + "/")
    page.get_by_role("combobox").fill("Rogozine")
    sync_api.expect(page.locator(".trouble")).to_contain_text("le service est très demandé")
    page.keyboard.press("Enter")
    sync_api.expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")


@browsed
def test_the_box_on_other_sites_says_what_is_wrong_and_stays(window: tuple[Any, str]) -> None:
    page, address = window
    expect = sync_api.expect
    page.goto(address + "/widget")
    box, said = page.locator("lunette-search input").first, page.locator("lunette-search [role=status]").first
    page.route("**/api/search*", lambda route: route.fulfill(status=429, json={"retry_after": 7}))
    box.fill("Rogozine")
    box.press("Enter")
    expect(said).to_contain_text("Réessayez dans 7 s")
    page.unroute("**/api/search*")
    page.context.set_offline(True)
    box.press("Enter")
    expect(said).to_contain_text("hors ligne")
    expect(box).to_have_value("Rogozine")
    page.context.set_offline(False)
    box.press("Enter")
    expect(said).to_contain_text("2 articles")
