"""What somebody meets who brings a pile of scraped articles: nothing is lost without a word, and every word can be acted on."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from conftest import ROOT, lunette
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer import indexing, narrator, readers
from indexer.build import build
from indexer.document import RawFile, Reject
from indexer.narrator import Narrator
from indexer.parent import deaf_children
from indexer.watcher import Rejects, Watcher
from service.app import create_app
from service.settings import Settings

IDS = ("/leading/slash", "//double", "/", "https://a.example/b//c?x=é#part", "a//b/", "50%", "%2Fetc", "back\\slash", "?q", "#hash", "日本")


@pytest.fixture
def odd_client(make_index: Callable[..., Path]) -> FlaskClient:
    """A client of a service whose articles have odd ids."""
    home = make_index([{"id": key, "title": "A probe", "text": f"A probe leaves for the moon on day {at}."} for at, key in enumerate(IDS)])
    return create_app(Settings(index=home)).test_client()


@pytest.mark.parametrize("key", IDS)
@pytest.mark.parametrize("safe", ["", "/"])
def test_an_article_is_reached_whatever_its_id(odd_client: FlaskClient, key: str, safe: str):
    told = odd_client.get(f"/api/documents/{quote(key, safe=safe)}")
    assert told.status_code == 200, told.get_data(as_text=True)
    assert told.get_json()["id"] == key
    assert odd_client.get(f"/document/{quote(key, safe=safe)}").status_code == 200


def test_every_result_leads_to_its_article(odd_client: FlaskClient):
    page = odd_client.get("/search?q=probe&twins=show&per_page=100").get_data(as_text=True)
    links = [part.partition('"')[0] for part in page.split('href="')[1:] if part.startswith("/document/")]
    assert len(set(links)) == len(IDS)
    for link in links:
        assert odd_client.get(urlsplit(link.replace("&amp;", "&"))._replace(fragment="").geturl()).status_code == 200, link


def test_a_stray_quotation_mark_in_a_table_costs_one_row(tmp_path: Path):
    rows = [f"Brief {at},The harbour opens on day {at}." for at in range(2, 9)]
    rows[3] = 'Brief 5,"The harbour opens on day 5.'
    found = read(put(tmp_path, "a.csv", "title,text\n" + "\n".join(rows) + "\n"))
    assert [each.title for each in found if isinstance(each, RawFile)] == [f"Brief {at}" for at in (2, 3, 4, 6, 7, 8)]
    assert [each.id for each in found if isinstance(each, RawFile)][-1] == "a-8"
    (reject,) = (each for each in found if isinstance(each, Reject))
    assert reject.path.endswith("a.csv, line 5")
    assert reject.reason == "a quotation mark is opened here and never closed; the rows behind it were read without it"


def test_a_table_that_was_cut_off_in_a_cell_is_told_and_makes_no_articles_of_its_paragraphs(tmp_path: Path):
    found = read(put(tmp_path, "a.csv", 'title,text\nBrief,Whole.\nLong,"A first paragraph.\nA second.\nA thi'))
    assert [each.title for each in found if isinstance(each, RawFile)] == ["Brief"]
    (reject,) = (each for each in found if isinstance(each, Reject))
    assert reject.reason == "a quotation mark is opened here and never closed; all up to line 5, the last, is lost in it"


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', 'b"', '"c']), max_size=40))
def test_the_last_row_of_a_table_is_read_or_a_reject_tells_why_not(tmp_path_factory: pytest.TempPathFactory, parts: list[str]):
    path = put(tmp_path_factory.mktemp("table"), "a.csv", "title,text\n" + "".join(parts) + "\nLast,The last row.\n")
    found = read(path)
    assert any(isinstance(each, Reject) or "The last row." in each.text for each in found)


def test_an_empty_table_is_called_empty(tmp_path: Path):
    (reject,) = read(put(tmp_path, "a.csv", ""))
    assert isinstance(reject, Reject)
    assert reject.reason == "empty"


def read(path: Path) -> list[RawFile | Reject]:
    return list(readers.read([str(path)], io.BytesIO()))


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def test_of_two_files_with_one_name_the_reject_tells_which_was_kept(tmp_path: Path):
    put(tmp_path, "in/a.md", "# A title\n\nThe harbour opens on Monday.\n")
    put(tmp_path, "in/a.txt", "The harbour opens on Tuesday.\n")
    (reject,) = build([str(tmp_path / "in")], tmp_path / "index", workers=1).rejects
    assert reject.path == f"{tmp_path}/in/a.txt"
    assert reject.reason == f"another document has the id “a”, of the file “{tmp_path}/in/a.md”; the first one was kept"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (("there are “a”, “b”: say which", "there are “c”: say which"), "there are …: say which"),
        (("there are “a”, “b” and 7 more", "there are “a” and 12 more"), "there are …"),
        (("not JSON at character 2", "not JSON at character 1,024"), "not JSON at character …"),
        (("not UTF-8, UTF-16 or Windows-1252; save it",), "not UTF-8, UTF-16 or Windows-1252; save it"),
    ],
)
def test_rejects_are_counted_by_what_they_have_in_common(reasons: tuple[str, ...], told: str):
    rejects = Rejects(Watcher())
    for reason in reasons:
        rejects.add(Reject("a", reason))
    assert dict(rejects.reasons) == {told: len(reasons)}


def test_what_is_not_compressed_at_all_is_called_so(tmp_path: Path):
    (reject,) = read(put(tmp_path, "a.jsonl.gz", "junk and more junk"))
    assert isinstance(reject, Reject)
    assert reject.reason == "cannot be unpacked, for it is damaged, or not compressed as its suffix says"


def test_a_build_that_goes_on_tells_how_much_was_read_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for at in range(3):
        put(tmp_path, f"in/{at}.txt", f"The harbour opens on day {at}.\n")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "index", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    spooled = (tmp_path / "index" / "unfinished").read_bytes()
    told = lunette("build", tmp_path / "in", "--index", tmp_path / "index", "--resume", "--map", "text=body")
    assert "the interrupted build was read by another version or with another --map; reading everything" in told.stderr
    (tmp_path / "index" / "unfinished").write_bytes(spooled)
    told = lunette("build", tmp_path / "in", "--index", tmp_path / "index", "--resume")
    assert told.returncode == 0
    assert "going on with the interrupted build: it has read 3 files" in told.stderr


def test_a_report_that_could_not_be_written_is_refused_before_the_work(tmp_path: Path):
    put(tmp_path, "in/a.txt", "The harbour opens on Monday.\n")
    told = lunette("build", tmp_path / "in", "--index", tmp_path / "index", "--report", tmp_path / "nowhere" / "report.json")
    assert told.returncode == 2
    assert "there is no folder" in told.stderr
    assert not (tmp_path / "index").exists()


def test_what_is_known_of_an_article_is_printed_for_people(tmp_path: Path):
    put(tmp_path, "in/a.md", "---\ntitle: Two paragraphs\n---\nThe harbour opens on Monday.\n\nThe ferry follows on Tuesday.\n")
    build([str(tmp_path / "in")], tmp_path / "index", workers=1)
    lines = lunette("inspect", "a", "--index", tmp_path / "index").stdout.splitlines()
    assert "headline: yes" in lines
    assert "stated: title" in lines
    assert "removed: none" in lines
    assert lines[-3:] == ["text:", "    The harbour opens on Monday.", "    The ferry follows on Tuesday."]
    assert next(line for line in lines if line.startswith("characters: ")).endswith(" kept")


def test_a_count_tells_of_how_many_documents_it_is_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(narrator, "_SECONDS", 0.0)
    with Narrator() as told:
        told.expects(480)
        told.counted(1, 37)
    assert capsys.readouterr().err == "indexing: 1 of 480 documents, 37 rejected\n"


def test_ctrl_c_is_heard_by_the_parent_alone_and_not_lost():
    # Whoever started the tests may have them ignore it, as a shell has what it runs in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    masked = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    said = []

    def start_while_it_is_pressed() -> None:
        with deaf_children():
            said.append(subprocess.run([sys.executable, "-c", masked], capture_output=True, text=True, check=True).stdout)
            os.kill(os.getpid(), signal.SIGINT)
        # Where there are other threads one of them is told of it, and tells this one a moment later.
        for _ in range(200):
            time.sleep(0.05)

    try:
        with pytest.raises(KeyboardInterrupt):
            start_while_it_is_pressed()
    finally:
        signal.signal(signal.SIGINT, before)
    assert said == ["True\n"]


def test_what_is_passed_over_without_a_word_is_what_the_readme_says(tmp_path: Path):
    for name in ("README.md", "readme.txt", ".draft.txt", ".git/a.txt", "a.txt"):
        put(tmp_path, name, "The harbour opens on Monday.\n")
    assert [each.path for each in read(tmp_path)] == [f"{tmp_path}/a.txt"]
    assert "READMEs and names that begin with a dot are passed over" in (ROOT / "README.md").read_text("utf-8")
