"""Saved searches tell what is new, once, and to whom they were told to."""

import email
import email.policy
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from conftest import lunette

from service import alerts
from service.alerts import AlertsError, Memory
from service.search.catalogue import Catalogue
from service.search.request import Face, SearchRequest

TEXT = "The expedition found {} in the valley and spoke of it for a long time."


def publish(home: Path, *words: str) -> None:
    lines = [json.dumps({"id": f"n-{word}", "title": f"About {word}", "text": TEXT.format(word), "lang": "en"}) for word in words]
    (home.parent / "news.jsonl").write_text("\n".join(lines), "utf-8")
    assert lunette("build", home.parent / "news.jsonl", "--index", home).returncode == 0


def saved(folder: Path, *searches: dict[str, Any]) -> Path:
    path = folder / "alerts.yaml"
    path.write_text(json.dumps({"site": "https://news.example.org/", "searches": list(searches)}), "utf-8")  # JSON is YAML
    return path


def asked(home: Path, path: Path, *options: str) -> Any:  # noqa: ANN401 — what `subprocess` gives back
    return lunette("alerts", path, "--index", home, *options)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish(tmp_path / "index", "quartz", "basalt")
    return tmp_path / "index"


def test_news_are_told_once_and_not_at_first(home: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, {"name": "Valley", "search": {"q": "expedition"}})
    first = asked(home, path)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    publish(home, "quartz", "basalt", "granite")
    second = asked(home, path)
    assert "Valley: 1 new article\nhttps://news.example.org/search?q=expedition" in second.stdout
    assert "About granite" in second.stdout
    assert "https://news.example.org/document/n-granite" in second.stdout
    assert "quartz" not in second.stdout
    assert asked(home, path).stdout == ""


def test_news_are_told_in_the_language_of_whoever_reads_them(home: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, {"name": "Vallée", "search": {"q": "expedition"}, "mail": "news.eml", "feed": "news.atom"})
    path.write_text(json.dumps({"ui": "fr"} | json.loads(path.read_text("utf-8"))), "utf-8")
    told = asked(home, path, "--all")
    assert "Vallée\N{NARROW NO-BREAK SPACE}: 2 nouveaux articles\n" in told.stdout
    message = email.message_from_bytes((tmp_path / "news.eml").read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Vallée\N{NARROW NO-BREAK SPACE}: 2 nouveaux articles"
    assert feedparser.parse((tmp_path / "news.atom").read_bytes()).feed.language == "fr"
    path.write_text(json.dumps({"ui": "de", "searches": []}), "utf-8")
    refused = asked(home, path)
    assert (refused.returncode, "“ui” must be one of" in refused.stderr) == (2, True)


def test_everything_is_new_to_whoever_says_so(home: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, {"name": "Valley", "search": {"q": "expedition"}})
    told = asked(home, path, "--all", "--json", "--state", str(tmp_path / "elsewhere.json"))
    assert {hit["id"] for hit in json.loads(told.stdout)["new"]} == {"n-quartz", "n-basalt"}
    assert (tmp_path / "elsewhere.json").exists()
    assert not (tmp_path / "alerts.yaml.seen").exists()


def test_a_filter_may_name_what_no_article_has_yet(home: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, {"name": "French", "search": {"language": ["fr"]}})
    assert asked(home, path).returncode == 0
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "f", "title": "La vallée", "text": "Une vallée.", "lang": "fr"}), "utf-8")
    assert lunette("build", tmp_path / "news.jsonl", "--index", home).returncode == 0
    assert "La vallée" in asked(home, path).stdout


def test_a_feed_keeps_the_last_news_and_a_mail_is_ready_to_send(home: Path, tmp_path: Path) -> None:
    path = saved(tmp_path, {"name": "Valley é", "search": {"q": "expedition"}, "feed": "v.atom", "mail": "v.eml", "to": "desk@example.org"})
    asked(home, path)
    assert feedparser.parse((tmp_path / "v.atom").read_bytes()).entries == []
    assert not (tmp_path / "v.eml").exists(), "nothing to send"
    publish(home, "quartz", "basalt", "granite")
    asked(home, path)
    publish(home, "quartz", "granite", "marble")
    asked(home, path)
    feed = feedparser.parse((tmp_path / "v.atom").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["About marble", "About granite"]
    assert feed.entries[0].id == "https://news.example.org/document/n-marble"
    assert {link.rel for link in feed.feed.links} == {"alternate"}, "where the file is served from is nobody's guess"
    message = email.message_from_bytes((tmp_path / "v.eml").read_bytes())
    assert message["To"] == "desk@example.org"
    assert "marble" in message.get_payload(decode=True).decode()  # type: ignore[union-attr]


class Listener(http.server.BaseHTTPRequestHandler):
    """A program that takes news, or does not."""

    heard: list[Any] = []  # noqa: RUF012 — one list for the one server of a test
    status = 200

    def do_POST(self) -> None:
        """Take news."""
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Location", "http://example.org/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    Listener.heard.clear()
    Listener.status = 200
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_program_on_this_machine_is_told_and_told_again_if_it_fails(home: Path, tmp_path: Path, listener: str) -> None:
    path = saved(
        tmp_path, {"name": "Hook", "search": {"q": "expedition"}, "webhook": listener}, {"name": "Plain", "search": {"q": "valley"}}
    )
    asked(home, path)
    assert Listener.heard == []
    publish(home, "quartz", "basalt", "granite")
    for status in (500, 302):
        Listener.status = status
        failed = asked(home, path)
        assert failed.returncode == 1
        assert "Hook: " in failed.stderr
    assert "Plain: 1 new article" not in failed.stdout, "the other search had told its news the time before"
    Listener.status = 200
    assert asked(home, path).returncode == 0
    assert [[hit["id"] for hit in each["new"]] for each in Listener.heard] == [["n-granite"]] * 3
    assert Listener.heard[-1]["new"][0]["page"] == "https://news.example.org/document/n-granite"
    assert asked(home, path).returncode == 0
    assert len(Listener.heard) == 3


GOOD = {"name": "A", "search": {"q": "x"}}


@pytest.mark.parametrize(
    ("searches", "said"),
    [
        ([{"name": "A"}], "needs a “name:” and a “search:”"),
        (["A"], "needs a “name:” and a “search:”"),
        ([{**GOOD, "sms": "1"}], "“sms” is not known; there are feed, mail"),
        ([{"name": "A", "search": {"qq": "x"}}], "qq: is not a parameter"),
        ([{"name": "A", "search": {"page": 0}}], "page: must be a whole number"),
        ([GOOD, GOOD], "several searches named “A”"),
        ([{**GOOD, "webhook": "http://example.org/"}], "must be on this machine"),
        ([{**GOOD, "webhook": "http://127.0.0.1@example.org/"}], "must be on this machine"),
        ([{**GOOD, "webhook": "file:///etc/passwd"}], "must be on this machine"),
        ([{**GOOD, "to": "a@example.org\nBcc: b@example.org"}], "must be one line"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what(tmp_path: Path, searches: list[Any], said: str) -> None:
    with pytest.raises(AlertsError, match=said.replace("(", r"\(")):
        alerts.read(saved(tmp_path, *searches), "")


def test_years_and_days_are_read_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("searches:\n- name: A\n  search: {q: lune, from: 2021, to: 2021-03-09, org: [cnsa, esa]}\n", "utf-8")
    (alert,) = alerts.read(tmp_path / "a.yaml", "http://127.0.0.1:8000").alerts
    assert (alert.request.first, alert.request.last, alert.request.include) == ("2021", "2021-03-09", {"org": ("cnsa", "esa")})


def test_a_file_that_is_not_there_and_one_that_is_damaged_are_told(home: Path, tmp_path: Path) -> None:
    gone = asked(home, tmp_path / "gone.yaml")
    assert (gone.returncode, "cannot be read" in gone.stderr) == (2, True)
    path = saved(tmp_path, GOOD)
    (tmp_path / "alerts.yaml.seen").write_text("[1]", "utf-8")
    damaged = asked(home, path)
    assert (damaged.returncode, "remove it, and every alert begins anew" in damaged.stderr) == (2, True)


def test_what_was_seen_is_read_as_it_was_written(tmp_path: Path) -> None:
    memories = {"é": Memory(frozenset({"a", "b"}), ("b",)), "": Memory(frozenset())}
    alerts.remember(tmp_path / "seen", memories)
    assert alerts.remembered(tmp_path / "seen") == memories


def test_a_search_for_everything_is_no_alert(home: Path) -> None:
    news = Catalogue(home).news(SearchRequest(), Face(), frozenset(), 1)
    assert (news.total, news.ids, news.hits) == (2, (), ())
