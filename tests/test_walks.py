"""Two readers on their way through the pages, in a real browser: a journalist with a phone, an analyst at a desk."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from conftest import serving
from test_stories import tell

from indexer.build import build

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EVERYWHERE = (
    "/",
    "/search?q=Rogozine&language=fr&-source=TASS&from=2020",
    "/search?q=station+AND+(nosuch:lunaire&match=any",
    "/search?q=qzxqzx",
    "/document/000_73f1e8c7f933d57e?q=lunaire",
    "/document/000_73f1e8c7f933d57e?beside=001_064bfac21be5c50f",
    "/entity/dmitry-rogozin",
    "/facet/org?q=station",
    "/why/001_064bfac21be5c50f?q=station+lunaire",
    "/why/004_122fc6ca2d3acbc3?q=Rogozine+station&language=en",
    "/help",
    "/widget",
)
COMFORTABLE = 44
"""CSS pixels that a finger needs."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


class Walk:
    """A reader's browser window that remembers everything that went wrong in it."""

    def __init__(self, browser: Any, base: str, **device: Any) -> None:  # noqa: ANN401 — playwright may be absent
        self.base = base.rstrip("/")
        self.host = urlsplit(base).netloc
        self.context = browser.new_context(**device)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.requests: list[str] = []
        self.page.on(
            "console", lambda message: self.wrong.append(f"console: {message.text}") if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        # A picture that is still on its way when the reader moves on is given up, and that is no fault.
        self.page.on("requestfailed", lambda request: self._failed(request) if request.failure != "net::ERR_ABORTED" else None)
        self.page.on("response", lambda answer: self.wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _failed(self, request: Any) -> None:  # noqa: ANN401
        self.wrong.append(f"failed: {request.url}: {request.failure}")

    def look(self) -> None:
        """What must hold wherever the reader stands."""
        sideways = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways == 0, f"{self.page.url} is {sideways} pixels too wide"
        assert not self.wrong
        assert self.requests
        abroad = [url for url in self.requests if urlsplit(url).scheme != "data" and urlsplit(url).netloc != self.host]
        assert not abroad

    def count(self, selector: str) -> int:
        """How many of these are on the page."""
        return int(self.page.locator(selector).count())


@pytest.fixture
def phone(browser: Any, seeds_server: str) -> Iterator[Walk]:  # noqa: ANN401
    walk = Walk(browser, seeds_server, viewport={"width": 360, "height": 740}, has_touch=True, java_script_enabled=False, locale="fr-FR")
    yield walk
    walk.context.close()


@pytest.fixture
def desk(browser: Any, seeds_server: str) -> Iterator[Walk]:  # noqa: ANN401
    walk = Walk(browser, seeds_server, viewport={"width": 1440, "height": 900}, color_scheme="dark", locale="en-GB")
    yield walk
    walk.context.close()


def test_a_french_journalist_on_a_phone_without_javascript(phone: Walk) -> None:
    page, expect = phone.page, sync_api.expect
    page.goto(phone.base + "/")
    assert page.locator("html").get_attribute("lang") == "fr"
    phone.look()

    page.get_by_role("searchbox").tap()
    page.get_by_role("searchbox").fill("Rogozine")
    page.get_by_role("button", name="Rechercher").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"2 articles.*2 langues"))
    assert phone.count(".hits > li") == 2
    phone.look()

    expect(page.locator(".groups")).to_be_hidden()
    page.locator(".filters > summary").tap()
    expect(page.locator(".groups")).to_be_visible()
    touched = page.locator(".groups a, .groups button, .top a, .top button, .sorts a, summary, .hits h2 a, .hits .names a")
    heights = {link.inner_text(): box["height"] for link in touched.all() if (box := link.bounding_box())}
    assert len(heights) > 20
    assert not {name: height for name, height in heights.items() if height < COMFORTABLE}, "too small for a finger"
    phone.look()

    page.locator(".groups a", has_text="anglais").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 article")
    expect(page.locator(".filters > summary")).to_contain_text("1 actif")
    expect(page.locator(".hits mark").first).to_be_visible()
    assert page.locator(".hits h2 a").first.get_attribute("lang") == "en"
    phone.look()

    page.locator(".hits h2 a").first.tap()
    expect(page.locator(".text mark").first).to_be_visible()
    assert page.locator(".text").get_attribute("lang") == "en"
    phone.look()

    page.get_by_role("link", name="Retour aux résultats").tap()
    chip = page.locator(".chips a").first
    expect(chip).to_contain_text("anglais")
    chip.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")
    assert phone.count(".chips a") == 0
    phone.look()


def press_until(walk: Walk, selector: str, most: int = 80) -> None:
    """Press Tab until the focus stands on the first element of this selector, and see that it shows."""
    for _ in range(most):
        walk.page.keyboard.press("Tab")
        if walk.page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            outline = walk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {selector} cannot be seen"
            return
    pytest.fail(f"Tab never reaches {selector}")


def test_an_english_analyst_at_a_dark_desk_with_a_keyboard(desk: Walk) -> None:
    page, expect = desk.page, sync_api.expect
    page.goto(desk.base + "/")
    assert page.locator("html").get_attribute("lang") == "en"
    lightness = page.evaluate("getComputedStyle(document.body).backgroundColor").removeprefix("oklch(").split()[0].rstrip("%")
    assert float(lightness) < 0.4, "the dark theme is not dark"
    desk.look()

    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("lunar station")
    assert page.get_by_role("combobox").input_value() == "lunar station", "the slash itself must not be typed"
    page.keyboard.press("Enter")
    expect(page).to_have_title("lunar station — Lunette")
    expect(page.locator(".hits mark").first).to_be_visible()
    everything = desk.count(".hits > li")
    assert everything >= 1
    expect(page.locator(".groups"), "filters stand beside the results, with no button").to_be_visible()
    expect(page.locator(".filters > summary")).to_be_hidden()
    facets, results = page.locator("aside").bounding_box(), page.locator(".list").bounding_box()
    assert facets["x"] + facets["width"] < results["x"]
    desk.look()

    organisation = '[aria-labelledby="facet-org"] a'
    chosen = page.locator(organisation).first.locator(".label").inner_text()
    press_until(desk, organisation)
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text(chosen)
    expect(page.locator(organisation).first).to_have_attribute("aria-current", "true")
    assert 1 <= desk.count(".hits > li") <= everything
    desk.look()

    page.keyboard.press("/")
    page.keyboard.type("Roscosmos")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Roscosmos — Lunette")
    assert desk.count(".chips a") == 1, "another word within the same organisation"
    press_until(desk, ".sorts li:nth-child(2) a")
    page.keyboard.press("Enter")
    expect(page.locator(".sorts ul:first-child [aria-current]")).to_have_text("Newest")
    assert desk.count(".hits > li") > 1
    dates = [each.get_attribute("datetime") for each in page.locator(".hits time").all()]
    assert dates
    assert dates == sorted(dates, reverse=True)
    assert desk.count(".hits > li:first-child time") == 1, "articles without a date come after those with one"
    desk.look()

    press_until(desk, '.switch a[hreflang="fr"]')
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("combobox")).to_have_value("Roscosmos")
    expect(page.locator(".chips a")).to_have_count(1)
    desk.look()


@pytest.mark.parametrize("width", [320, 599, 600, 899, 900, 1920])
def test_no_width_makes_a_page_scroll_sideways(browser: Any, seeds_server: str, width: int) -> None:  # noqa: ANN401
    walk = Walk(browser, seeds_server, viewport={"width": width, "height": 800}, locale="fr-FR")
    for path in EVERYWHERE:
        walk.page.goto(walk.base + path)
        walk.look()
    walk.context.close()


LONG = "Donaudampfschifffahrt" * 95
HARD = (
    {
        "id": "long",
        "title": LONG[:2000],
        "text": f"A station. {LONG}",
        "lang": "en",
        "source": "S" * 300,
        "author": "A" * 300,
        "date": "2021",
    },
    {"id": "rtl", "title": "وكالة الفضاء station تعلن عن محطة قمرية", "text": "أعلنت وكالة الفضاء station عن محطة.", "source": "وكالة"},
)
HARD_ADDRESSES = {
    "a hundred articles": [("per_page", "100")],
    "a long title": [("q", "station")],
    "a word of 2,000 letters": [("q", "é" * 2000)],
    "a query of 8,000 letters": [("q", "station " * 1000)],
    "brackets": [("q", ") " * 900)],
    "forty filters": [("q", "station"), *((f"-{name}", f"Quite a long name {n}") for name in ("person", "source") for n in range(20))],
    "a filter of 300 letters": [("source", "S" * 300)],
    "an unknown filter of 300 letters": [("person", "W" * 300)],
}


@pytest.fixture(scope="module")
def hard_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service for articles that no newsroom would write and every crawler brings home."""
    folder = tmp_path_factory.mktemp("hard")
    (folder / "hard.jsonl").write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in HARD), "utf-8")
    build([str(folder / "hard.jsonl")], folder / "index", workers=1)
    with serving(folder / "index") as address:
        yield address


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_that_is_scraped_or_typed_breaks_the_page(browser: Any, hard_server: str, width: int) -> None:  # noqa: ANN401
    walk = Walk(browser, hard_server, viewport={"width": width, "height": 740}, locale="fr-FR")
    paths = {name: f"/search?{urlencode(pairs)}" for name, pairs in HARD_ADDRESSES.items()}
    for path in ("/", *paths.values(), "/document/long?q=station", "/document/rtl?q=station"):
        walk.page.goto(walk.base + path)
        walk.look()
        tall = walk.page.evaluate("Math.max(0, ...[...document.querySelectorAll('.hits h2, .newest h3')].map(title => title.offsetHeight))")
        assert tall < 200, f"a title takes {tall} pixels of {path[:80]}"
    walk.context.close()


def test_an_arabic_title_is_read_from_the_right(browser: Any, hard_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, hard_server, locale="en-GB")
    walk.page.goto(walk.base + "/search?q=station")
    directions = [title.evaluate("title => getComputedStyle(title).direction") for title in walk.page.locator(".hits h2 a").all()]
    assert sorted(directions) == ["ltr", "rtl"]
    walk.context.close()


STOPS = """() => {
    const every = [...document.querySelectorAll("a, button, input:not([type=hidden]), summary")]
        .filter(each => each.checkVisibility() && each.tabIndex >= 0);
    const style = getComputedStyle(document.activeElement);
    return [every.length, every.indexOf(document.activeElement), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""
"""How many places Tab can reach, which of them has the focus, and the outline there."""


@pytest.mark.parametrize(
    "path", ["/", "/search?q=Rogozine&language=fr", "/document/000_73f1e8c7f933d57e?q=lunaire", "/entity/dmitry-rogozin", "/help"]
)
def test_tab_goes_through_a_page_in_reading_order_and_shows_where_it_is(desk: Walk, path: str) -> None:
    desk.page.goto(desk.base + path)
    stops = desk.page.evaluate(STOPS)[0]
    assert stops > 5
    for number in range(stops):
        desk.page.keyboard.press("Tab")
        _, place, outline, width = desk.page.evaluate(STOPS)
        assert (place, outline, width) == (number, "solid", 3), f"Tab number {number + 1} of {path} goes elsewhere, or cannot be seen"


def test_paper_shows_the_article_and_not_the_buttons(desk: Walk) -> None:
    desk.page.goto(desk.base + "/document/000_73f1e8c7f933d57e")
    desk.page.emulate_media(media="print")
    for needed in (".text", "#citation", "main .names"):
        sync_api.expect(desk.page.locator(needed)).to_be_visible()
    for useless in (".box", ".switch", ".foot", "[data-copy]", ".cite ul", "#similar"):
        sync_api.expect(desk.page.locator(useless)).to_be_hidden()
    lightness = desk.page.evaluate("getComputedStyle(document.body).backgroundColor").removeprefix("oklch(").split()[0].rstrip("%")
    assert float(lightness) > 0.9, "paper is white, whatever the screen is"


def test_the_project_ships_the_files_a_page_loads(desk: Walk) -> None:
    desk.page.goto(desk.base + "/")
    static = Path(__file__).parent.parent / "service" / "static"
    loaded = {Path(urlsplit(url).path).name for url in desk.requests if "/static/" in url}
    assert loaded >= {"lunette.css", "lunette.js"}
    assert loaded <= {path.name for path in static.iterdir()}


TOLD = (
    {"id": "fr", "lang": "fr", "title": "Un accord sur une station lunaire", "source": "TASS", "date": "2021-03-09"},
    {"id": "en", "lang": "en", "title": "Deal on a lunar station", "source": "TASS", "date": "2021-03-10"},
    {"id": "fr-2", "lang": "fr", "title": "Station lunaire : ils signent", "source": "S" * 200},
    {"id": "en-2", "lang": "en", "title": LONG[:500], "source": "Reuters"},
    {"id": "alone", "lang": "fr", "title": "Une station seule", "date": "2022"},
)


@pytest.fixture(scope="module")
def told_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service for a dispatch in two languages, two copies of it, and an article that nobody else has."""
    folder = tmp_path_factory.mktemp("told")
    lines = [json.dumps(each | {"text": f"station {each['id']}"}, ensure_ascii=False) for each in TOLD]
    (folder / "told.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "told.jsonl")], folder / "index", workers=1)
    tell(folder / "index", [[(str(each["id"]), str(each["lang"])) for each in TOLD[:4]]])
    with serving(folder / "index") as address:
        yield address


def test_a_reader_without_javascript_goes_from_one_language_to_the_other(browser: Any, told_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, told_server, viewport={"width": 320, "height": 740}, has_touch=True, java_script_enabled=False, locale="fr-FR")
    page, expect = walk.page, sync_api.expect
    page.goto(walk.base + "/search?q=station&sort=date:asc")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")
    walk.look()

    expect(page.locator(".kin")).to_be_hidden()
    page.locator(".copies summary").tap()
    expect(page.locator(".kin li")).to_have_count(2)
    heights = [link.bounding_box()["height"] for link in page.locator(".twin a, .kin a, .copies summary").all()]
    assert len(heights) == 4
    assert min(heights) >= COMFORTABLE
    walk.look()

    page.locator(".filters > summary").tap()
    page.get_by_role("link", name="Articles sans traduction").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 article")
    page.locator(".chips a", has_text="Articles sans traduction").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")

    page.get_by_role("link", name="En anglais : Deal on a lunar station").tap()
    expect(page.locator("main h1")).to_have_attribute("lang", "en")
    walk.look()
    page.get_by_role("link", name="En français : Un accord sur une station lunaire").tap()
    expect(page.locator("main h1")).to_have_text("Un accord sur une station lunaire")
    expect(page.locator(".kin li")).to_have_count(3)
    walk.look()
    page.get_by_role("link", name="Retour aux résultats").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")
    walk.context.close()


def test_a_keyboard_reaches_what_becomes_of_twins_and_sees_it_chosen(browser: Any, told_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, told_server, viewport={"width": 1280, "height": 900}, color_scheme="dark", locale="en-GB")
    walk.page.goto(walk.base + "/search?q=station")
    press_until(walk, '[aria-labelledby="twins"] li:nth-child(2) a')
    walk.page.keyboard.press("Enter")
    sync_api.expect(walk.page.get_by_role("heading", level=1)).to_contain_text("5 articles")
    sync_api.expect(walk.page.locator('[aria-labelledby="twins"] [aria-current]')).to_contain_text("Each on its own card")
    walk.look()
    walk.context.close()


# What is offered while somebody types


def test_suggestions_are_walked_by_keyboard_and_enter_runs_what_stands_in_the_box(desk: Walk) -> None:
    page, expect = desk.page, sync_api.expect
    page.goto(desk.base + "/")
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    page.keyboard.press("/")
    page.keyboard.type("Roscosmos d")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(box).to_have_value(options.first.locator("bdi").inner_text())
    desk.look()
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("Roscosmos d")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("Roscosmos d")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Roscosmos d — Lunette")

    page.goto(desk.base + "/")
    page.keyboard.press("/")
    page.keyboard.type("peki")
    expect(options.first).to_contain_text("Beijing")
    expect(options.first.get_by_text("Pékin · place")).to_be_visible()
    expect(options.first.locator("svg")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_title("peki — Lunette")


def test_a_finger_chooses_a_suggestion_and_a_title_opens_its_article(browser: Any, seeds_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, seeds_server, viewport={"width": 360, "height": 740}, has_touch=True, locale="fr-FR")
    page, expect = walk.page, sync_api.expect
    page.goto(walk.base + "/?ui=fr")
    page.locator("#q").fill("rogz")  # at once: what a slower list shows is replaced under the finger
    option = page.get_by_role("option", name="Dmitri Rogozine")
    expect(option.get_by_text("Dmitry Rogozin · personne")).to_be_visible()
    expect(option.locator("svg")).to_be_visible()
    assert option.bounding_box()["height"] >= COMFORTABLE
    walk.look()
    option.tap()
    expect(page).to_have_title("Dmitri Rogozine — Lunette")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("intention coop")
    page.get_by_role("option", name="La Chine a annoncé").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La Chine a annoncé")
    walk.look()
    walk.context.close()


# Keys


def test_keys_lead_through_the_results_to_the_filters_and_into_the_other_language(desk: Walk) -> None:
    page, expect = desk.page, sync_api.expect
    page.goto(desk.base + "/search?q=Rogozine")
    titles = page.locator(".hits h2 a")
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("f")
    assert page.evaluate("Boolean(document.activeElement.closest('.filters'))")
    desk.look()
    twin = page.locator(".hits > li:has(.twin) h2 a").first
    twin.focus()
    own = str(twin.get_attribute("lang"))
    there = page.locator(".hits > li:has(.twin)").first.locator(".twin a").get_attribute("href")
    page.keyboard.press("t")
    expect(page).to_have_url(desk.base + str(there))
    page.wait_for_load_state("load")  # until then no key is heard
    page.keyboard.press("t")
    expect(page.locator("main h1")).to_have_attribute("lang", own)
    desk.look()


def test_help_opens_over_the_page_and_single_keys_can_be_turned_off(desk: Walk) -> None:
    page, expect = desk.page, sync_api.expect
    page.goto(desk.base + "/search?q=Rogozine")
    page.locator(".hits h2 a").first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Search help")
    expect(dialog).to_be_visible()
    desk.look()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".hits h2 a").first).to_be_focused()
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Turn these keys off").click()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    page.goto(desk.base + "/help")
    page.get_by_role("button", name="Turn these keys on").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_words_typed_into_a_long_facet_narrow_it_at_once(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    lines = [
        json.dumps({"id": str(n), "title": f"Quartz {n}", "text": "Quartz was found.", "source": f"Gazette {n:02}"}) for n in range(20)
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(tmp_path / "many.jsonl")], tmp_path / "index", workers=1)
    with serving(tmp_path / "index") as address:
        walk = Walk(browser, address, viewport={"width": 1440, "height": 900}, locale="fr-FR")
        page, expect = walk.page, sync_api.expect
        page.goto(walk.base + "/search?q=quartz&ui=fr")
        values = page.locator('[aria-labelledby="facet-source"] ul a')
        before = values.count()
        page.locator("#in-source").press_sequentially("gaz 17")
        expect(values).to_have_count(1)
        expect(values).to_contain_text("Gazette 17")
        page.locator("#in-source").fill("")
        expect(values).to_have_count(before)
        page.locator("#in-source").press_sequentially("17")
        expect(values).to_have_count(1)
        values.click()
        expect(page.locator(".chips")).to_contain_text("Gazette 17")
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        walk.look()
        page.goto(walk.base + "/search?q=quartz")
        page.locator("#in-source").fill("gazette 0")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Source")
        expect(page.locator(".groups a")).to_have_count(10)
        walk.look()
        walk.context.close()


def test_what_is_folded_stays_folded_on_the_pages_that_follow(desk: Walk) -> None:
    page, expect = desk.page, sync_api.expect
    page.goto(desk.base + "/search?q=Rogozine")
    people, places = page.locator('[aria-labelledby="facet-person"]'), page.locator('[aria-labelledby="facet-place"]')
    expect(people.locator("li").first).to_be_visible()
    people.locator("summary").press("Enter")
    expect(people.locator("li").first).to_be_hidden()
    places.locator("li a").first.click()
    expect(page.locator(".chips")).to_be_visible()
    expect(people.locator("li").first).to_be_hidden()
    expect(places.locator("li").first).to_be_visible()
    desk.look()
    people.locator("summary").press("Enter")
    page.reload()
    expect(people.locator("li").first).to_be_visible()


def test_a_reader_without_javascript_narrows_compares_and_quotes(phone: Walk) -> None:
    page, expect = phone.page, sync_api.expect
    page.goto(phone.base + "/")
    page.locator(".counted a", has_text="Dmitri Rogozine").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dmitri Rogozine")
    phone.look()
    page.get_by_role("link", name=re.compile("Lire les . articles")).tap()
    expect(page.locator(".chips")).to_contain_text("Dmitri Rogozine")
    page.locator(".hits > li:has(.twin) h2 a").first.tap()
    page.get_by_role("link", name="Lire les deux versions côte à côte").tap()
    cells = page.locator(".rows tbody tr").first.locator("td")
    expect(cells).to_have_count(2)
    assert {cell.get_attribute("lang") for cell in cells.all()} == {"fr", "en"}
    phone.look()
    page.locator(".document details summary").tap()
    expect(page.locator(".removed li").first).to_be_visible()
    expect(page.locator(".citation")).to_contain_text("TASS")
    touched = page.locator(".cite a, .beside a, .foot a, .document summary")
    heights = [box["height"] for link in touched.all() if (box := link.bounding_box())]
    assert min(heights) >= COMFORTABLE
    page.get_by_role("link", name="Texte", exact=True).tap()
    expect(page.locator("body")).to_contain_text("index du")


# Each walk on a phone and at a desk, with and without JavaScript


@pytest.fixture(params=[(360, True), (360, False), (1440, True), (1440, False)], ids=["phone", "phone-plain", "desk", "desk-plain"])
def reader(browser: Any, seeds_server: str, request: pytest.FixtureRequest) -> Iterator[Walk]:  # noqa: ANN401
    width, scripts = request.param
    walk = Walk(
        browser, seeds_server, viewport={"width": width, "height": 800}, has_touch=width < 600, java_script_enabled=scripts, locale="fr-FR"
    )
    yield walk
    walk.context.close()


def test_a_reader_finds_narrows_compares_and_quotes(reader: Walk) -> None:
    page, expect = reader.page, sync_api.expect
    page.goto(reader.base + "/")
    page.locator("#q").fill("station lunaire")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 articles")
    expect(page.locator(".reading")).to_contain_text("lunar")
    reader.look()

    page.get_by_role("link", name="Ne pas traduire").click()
    expect(page.locator(".chips")).to_contain_text("Mots non traduits")
    page.locator(".chips a").first.click()
    expect(page.locator(".chips")).to_have_count(0)

    button = page.locator(".filters > summary")
    if button.is_visible():
        button.click()
    page.locator('[aria-labelledby="facet-org"] a', has_text="Administration spatiale nationale chinoise").click()
    expect(page.locator(".chips")).to_contain_text("Administration spatiale nationale chinoise")
    reader.look()

    page.get_by_role("link", name="Plus récents").click()
    expect(page.locator('.sorts [aria-current="true"]').first).to_have_text("Plus récents")
    page.get_by_role("link", name="Titres").click()
    expect(page.locator(".snippet").first).to_be_hidden()
    reader.look()
    page.get_by_role("link", name="Fiches").click()
    expect(page.locator(".snippet").first).to_be_visible()

    page.get_by_role("link", name="Pourquoi ce résultat").first.click()
    expect(page.locator(".reasons > li").first).to_be_visible()
    reader.look()
    page.get_by_role("link", name="Retour aux résultats").click()

    page.locator(".hits > li:has(.twin) h2 a").first.click()
    expect(page.locator(".text mark").first).to_be_visible()
    page.get_by_role("link", name="côte à côte").click()
    expect(page.locator(".rows tbody tr").first.locator("td")).to_have_count(2)
    reader.look()
    expect(page.locator("#citation")).to_contain_text("index du")
    page.locator("main .names a", has_text="Dmitri Rogozine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dmitri Rogozine")
    reader.look()
    page.get_by_role("link", name="Aide à la recherche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aide à la recherche")
    reader.look()


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_offered_without_a_script_that_only_a_script_can_do(browser: Any, seeds_server: str, *, scripts: bool) -> None:  # noqa: ANN401
    walk = Walk(browser, seeds_server, java_script_enabled=scripts)
    for path in ("/document/000_73f1e8c7f933d57e", "/widget"):
        walk.page.goto(walk.base + path)
        assert walk.page.locator("[data-copy]").is_visible() == scripts
    walk.context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_same_with_nothing_but_a_keyboard(browser: Any, seeds_server: str, width: int) -> None:  # noqa: ANN401
    walk = Walk(browser, seeds_server, viewport={"width": width, "height": 800}, locale="en-GB")
    page, expect = walk.page, sync_api.expect
    page.goto(walk.base + "/")
    page.keyboard.press("/")
    page.keyboard.type("lunar station")
    page.keyboard.press("Enter")
    expect(page).to_have_title("lunar station — Lunette")
    page.keyboard.press("f")
    press_until(walk, '[aria-labelledby="facet-org"] a')
    page.keyboard.press("Enter")
    expect(page.locator(".chips a")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hits h2 a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".text mark").first).to_be_visible()
    press_until(walk, ".beside a")
    page.keyboard.press("Enter")
    expect(page.locator(".rows")).to_be_visible()
    press_until(walk, "[data-copy]")
    walk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
    walk.look()
    walk.context.close()


# A stretch of time


@pytest.fixture(scope="module")
def years_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service for an article in each of ten years."""
    folder = tmp_path_factory.mktemp("years")
    own = {year: " ".join(f"word{year}{number}" for number in range(40)) for year in range(2010, 2020)}  # or they would be copies
    lines = [
        json.dumps({"id": f"{year}", "title": f"Quartz {year}", "text": f"Quartz. {own[year]}", "date": f"{year}-05-01"}) for year in own
    ]
    (folder / "years.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "years.jsonl")], folder / "index", workers=1)
    with serving(folder / "index") as address:
        yield address


def test_a_stretch_of_time_is_drawn_from_one_bar_to_another(browser: Any, years_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, years_server, viewport={"width": 1440, "height": 900}, locale="en-GB")
    page, expect = walk.page, sync_api.expect
    page.goto(walk.base + "/search?q=quartz")
    bars = page.locator(".time > svg a")
    boxes = [bar.bounding_box() for bar in bars.all()]
    assert len(boxes) == 10
    for begin, end in ((6, 3), (2, 4)):
        page.mouse.move(boxes[begin]["x"] + 3, boxes[begin]["y"] + 30)
        page.mouse.down()
        page.mouse.move(boxes[end]["x"] + 3, boxes[end]["y"] + 10, steps=4)
        expect(page.locator(".time a.within")).to_have_count(abs(begin - end) + 1)
        page.mouse.up()
        first, last = sorted((2010 + begin, 2010 + end))
        expect(page.locator("#from")).to_have_value(str(first))
        expect(page.locator("#to")).to_have_value(str(last))
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{last - first + 1} articles")
        walk.look()
        boxes = [bar.bounding_box() for bar in page.locator(".time > svg a").all()]

    bars.nth(5).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 article")
    expect(page.locator("#from")).to_have_value("2015")
    walk.context.close()


def test_a_stretch_of_time_is_chosen_with_shift_and_the_arrows(browser: Any, years_server: str) -> None:  # noqa: ANN401
    walk = Walk(browser, years_server, viewport={"width": 1440, "height": 900}, locale="en-GB")
    page, expect = walk.page, sync_api.expect
    page.goto(walk.base + "/search?q=quartz")
    press_until(walk, ".time > svg a")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator(".time a.within")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator(".time a.within")).to_have_count(0)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 articles")
    expect(page.locator("#from")).to_have_value("2013")
    expect(page.locator("#to")).to_have_value("2014")
    walk.look()
    walk.context.close()


# How it reads

LENGTHS = """selector => {
    const lengths = [];
    for (const paragraph of document.querySelectorAll(selector)) {
        const lines = {};
        const range = document.createRange();
        const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            for (let at = 0; at < text.length; at++) {
                range.setStart(text, at);
                range.setEnd(text, at + 1);
                const box = range.getClientRects()[0];
                if (box) lines[Math.round(box.bottom / 8)] = (lines[Math.round(box.bottom / 8)] || 0) + 1;
            }
        }
        lengths.push(...Object.values(lines));
    }
    return lengths.sort((one, other) => one - other);
}"""
"""The number of characters on each line of some paragraphs, the shortest first."""
COMFORTABLE_LINE = 68


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("/search?q=station", ".snippet"),
        ("/document/000_73f1e8c7f933d57e", ".text p"),
        ("/document/001_064bfac21be5c50f", ".text p"),
        ("/document/000_73f1e8c7f933d57e?beside=001_064bfac21be5c50f", ".rows td p"),
        ("/help", ".help dd"),
    ],
)
def test_a_line_is_as_long_as_the_eye_follows(desk: Walk, path: str, selector: str) -> None:
    desk.page.goto(desk.base + path)
    lengths = desk.page.evaluate(LENGTHS, selector)
    assert len(lengths) > 5
    assert lengths[len(lengths) * 9 // 10] <= COMFORTABLE_LINE, "which letters a line has room for depends on what they are"
    assert lengths[-1] <= COMFORTABLE_LINE + 4
