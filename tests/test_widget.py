"""The search box on other people's pages: what it weighs, whom it may ask, and that it works there."""

import gzip
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import checkers
import pytest
from conftest import serving
from flask.testing import FlaskClient
from test_pages import read

import service
from service.app import create_app
from service.settings import Settings, from_environment

WIDGET = Path(service.__file__).parent / "embed" / "widget.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ELSEWHERE = {"Origin": "https://paper.example"}


def test_it_weighs_less_than_ten_kilobytes() -> None:
    assert len(gzip.compress(WIDGET.read_bytes())) < 10_000


def test_it_is_served_as_a_script_that_is_asked_for_again(client: FlaskClient) -> None:
    with client.get("/widget.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with client.get("/widget.js", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_its_page_shows_every_attribute_and_the_lines_to_copy(client: FlaskClient) -> None:
    page = read(client, "/widget", "fr")
    assert not page.faults
    assert '<script src="http://localhost/widget.js" defer></script>' in page.text
    script = WIDGET.read_text("utf-8")
    for attribute in ("endpoint", "lang", "placeholder", "filters", "results", "value"):
        assert f'{attribute}="' in page.text
        assert f'"{attribute}"' in script, f"{attribute} is told of and not read"
    for name in re.findall(r"--[\w-]+", page.text):
        assert name in script, f"{name} is told of and not used"


# Whom it may ask


def test_no_other_site_may_ask_unless_somebody_says_so(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/api/search?q=lune", headers=ELSEWHERE).headers


def test_sites_that_are_named_may_ask_and_others_may_not(seeds_index: Path) -> None:
    client = create_app(Settings(index=seeds_index, origins=("https://paper.example",))).test_client()
    for path in ("/api/search?q=lune", "/api/suggest?q=lun", "/api/search?page=0"):
        answer = client.get(path, headers=ELSEWHERE)
        assert answer.headers["Access-Control-Allow-Origin"] == "https://paper.example"
        assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/api/search", headers={"Origin": "https://other.example"}).headers
    assert "Access-Control-Allow-Origin" not in client.get("/", headers=ELSEWHERE).headers, "pages are for people"


def test_a_star_lets_anybody_ask(seeds_index: Path) -> None:
    client = create_app(Settings(index=seeds_index, origins=("*",))).test_client()
    assert client.get("/api/search", headers=ELSEWHERE).headers["Access-Control-Allow-Origin"] == "*"


def test_origins_are_read_from_the_environment() -> None:
    assert from_environment({"LUNETTE_ORIGINS": "https://a.example, http://localhost:8080"}).origins == (
        "https://a.example",
        "http://localhost:8080",
    )
    with pytest.raises(Exception, match="LUNETTE_ORIGINS must be"):
        from_environment({"LUNETTE_ORIGINS": "https://a.example/path"})


# Answers in fewer bytes


@pytest.mark.parametrize("path", ["/", "/search?q=lune", "/api/search?q=lune", "/static/lunette.css", "/search.atom", "/widget.js"])
def test_an_answer_is_packed_for_whoever_unpacks_it(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": "gzip, br"}) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert len(packed.data) < len(plain.data) / 1.5
        assert int(packed.headers["Content-Length"]) == len(packed.data)
        unpacked = gzip.decompress(packed.data)
        assert len(unpacked) == pytest.approx(len(plain.data), abs=20), "but for the time it took"


def test_short_answers_and_those_that_nobody_unpacks_stay_as_they_are(client: FlaskClient) -> None:
    for path, accepted in (("/healthz", "gzip"), ("/search?q=lune", "br"), ("/search?q=lune", "gzip;q=0"), ("/search.csv", "gzip")):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": accepted}).headers, (path, accepted)


def test_a_first_page_of_results_travels_in_under_sixty_kilobytes(client: FlaskClient) -> None:
    page = read(client, "/search?q=Rogozine")
    files = [
        *(script["src"] for script in page.all("script")),
        *(link["href"] for link in page.all("link") if link["rel"] in ("icon", "stylesheet")),
    ]
    total = 0
    for path in ("/search?q=Rogozine", *files):
        with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
            total += len(answer.data)
    assert total < 60_000, f"{total} bytes"


# On another page


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A site that says nothing about who reads it."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder and the address of another site."""
    folder = tmp_path_factory.mktemp("paper")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")
def test_one_line_puts_the_search_on_another_site(paper: tuple[Path, str], seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    folder, site = paper
    monkeypatch.setenv("LUNETTE_ORIGINS", site)
    with serving(seeds_index) as address, sync_api.sync_playwright() as playwright:
        tag = f'<lunette-search endpoint="{address}" lang="fr" results="1" filters="language=fr"></lunette-search>'
        (folder / "index.html").write_text(
            f'<!doctype html><title>x</title><script src="{address}/widget.js" defer></script>{tag}', "utf-8"
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        wrong: list[Any] = []
        page.on("pageerror", lambda error: wrong.append(error))  # noqa: PLW0108 — playwright wraps no built-in
        page.goto(site)
        box = page.locator("lunette-search input")
        box.fill("Roscosmos")
        found = (
            create_app(Settings(index=seeds_index))
            .test_client()
            .get("/api/search?q=Roscosmos&language=fr&twins=collapse")
            .get_json()["total"]
        )
        page.locator("lunette-search button").click()
        sync_api.expect(page.locator("lunette-search [role=status]")).to_have_text(f"{found} articles")
        sync_api.expect(page.locator("lunette-search li")).to_have_count(1)
        sync_api.expect(page.locator("lunette-search mark").first).to_be_visible()
        assert page.locator("lunette-search li a").first.get_attribute("href").startswith(f"{address}/document/")
        assert "language=fr" in page.locator("lunette-search p a").last.get_attribute("href")
        assert not wrong
        browser.close()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")
@pytest.mark.parametrize("colours", ["background: #111; color: #eee", "background: #fff; color: #222"])
def test_it_takes_the_colours_of_any_page_and_writes_dates_in_words(
    paper: tuple[Path, str], seeds_index: Path, monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    folder, site = paper
    monkeypatch.setenv("LUNETTE_ORIGINS", site)
    with serving(seeds_index) as address, sync_api.sync_playwright() as playwright:
        tag = f'<lunette-search endpoint="{address}" lang="fr" value="Global Times"></lunette-search>'
        (folder / "own.html").write_text(
            f'<!doctype html><html lang="fr"><title>x</title><body style="{colours}"><h1>Journal</h1><h2>Recherche</h2>'
            f'<script src="{address}/widget.js" defer></script>{tag}',
            "utf-8",
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(site + "/own.html")
        sync_api.expect(page.locator("lunette-search .about").first).to_have_text("Global Times · décembre 2021")
        script = checkers.axe()
        page.evaluate(script)
        found = page.evaluate("axe.run('lunette-search', { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa'] } })")["violations"]
        assert not [f"{each['id']}: {node['failureSummary']}" for each in found for node in each["nodes"]]
        dates = page.evaluate(DATES)
        assert dates == ["2021", "March 2021", "9 March 2021", "1er mars 2021", "1 March 2021"]
        browser.close()


DATES = """() => {
    const box = document.querySelector("lunette-search");
    const said = (lang, date) => {
        box.setAttribute("lang", lang);
        return box.card({ id: "x", lang, date, highlights: { title: [], body: [] } }).querySelector(".about").textContent;
    };
    return [said("en", "2021"), said("en", "2021-03"), said("en", "2021-03-09"), said("fr", "2021-03-01"), said("en", "2021-03-01")];
}"""
