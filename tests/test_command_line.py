"""The command line: what goes to stdout and what to stderr, how each command ends, and that nothing ends in a traceback."""

import errno
import gc
import json
import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest
from conftest import SEEDS, lunette, serving
from flask.testing import FlaskClient

from indexer import cli as index_cli
from indexer.document import ENTITY_TYPES, Reject
from indexer.generations import Generations
from indexer.manifest import MANIFEST, Manifest
from indexer.narrator import Narrator
from indexer.readers.text import decode
from service import cli

ARTICLE = SEEDS / "000_73f1e8c7f933d57e.txt"
TEXT = "La fusée a quitté le pas de tir dans la nuit."


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run(*arguments)` is `lunette` in this process: ten times as fast, and as near to the real one as can be."""

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["lunette", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfdbinary.readouterr()
        return Outcome(int(ended.value.code or 0), said.out.decode("utf-8"), said.err.decode("utf-8"))

    return run


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with one article and one empty file."""
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "mixed" / "empty.txt").touch()
    return tmp_path / "mixed"


def program(*arguments: str | Path) -> list[str]:
    """The command line of the installed program."""
    return [str(Path(sys.executable).parent / "lunette"), *map(str, arguments)]


# Help


@pytest.mark.parametrize("name", cli.lunette.names)
def test_the_help_of_a_command_names_every_option_and_argument(name: str, run: Run):
    told = run(name, "--help")
    assert (told.status, told.err) == (0, "")
    command = cli.lunette.get_command(click.Context(cli.lunette), name)
    assert command
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(option in told.out for option in parameter.opts), f"lunette {name} --help does not name {parameter.opts}"
            assert parameter.help, f"lunette {name} {parameter.opts[0]} has no help"
        else:
            assert parameter.human_readable_name in told.out


def test_the_help_lists_every_command_in_the_order_of_use_each_with_a_whole_sentence(run: Run):
    listed = run("--help").out.partition("Commands:\n")[2]
    assert re.findall(r"^  ([\w-]+)", listed, re.MULTILINE) == [
        *("build", "update", "serve", "search", "alerts", "stats", "check", "rollback", "export", "inspect"),
        *("analyze", "entities", "lexicon", "eval", "eval-mates"),
    ]
    assert "..." not in listed.replace("SOURCE...", ""), "a sentence is cut off"


def test_what_only_some_commands_need_is_not_loaded_for_the_others():
    said = subprocess.run(
        [sys.executable, "-c", "import service.cli, sys; print(*sorted(sys.modules))"], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "indexer.update" in said
    assert not {"service.search.engine", "service.evaluation.cli", "service.alerting", "flask", "gunicorn", "numba"} & set(said)
    assert not {"yaml", "babel", "difflib", "concurrent.futures.process"} & set(said), "an update of a few articles waits for it"


def test_garbage_is_looked_for_once_everything_is_loaded_but_not_at_the_end():
    # What is to be done at the end is done in the reverse order.
    code = "import atexit, gc, service.__main__; atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 0))"
    said = subprocess.run(
        [sys.executable, "-c", f"{code}; service.__main__.main()", "--version"], check=True, capture_output=True, text=True
    )
    assert said.stdout.splitlines()[-1] == "True True"


def test_lunette_is_also_a_module_that_can_be_run():
    said = subprocess.run([sys.executable, "-m", "service", "--version"], check=True, capture_output=True, text=True)
    assert version("lunette-search") in said.stdout


def test_the_version_is_that_of_the_distribution(run: Run):
    assert version("lunette-search") in run("--version").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["build"],
        ["build", str(SEEDS), "--workers", "0"],
        ["build", str(SEEDS), "--wrokers", "2"],
        ["search"],
        ["search", "a", "b"],
        ["search", "--jsno"],
        ["search", "lune", "--jsno"],
        ["search", "lune", "--filter", "org"],
        ["search", "lune", "--filter", "q=x"],
        ["search", "lune", "--filter", "nosuch=1"],
        ["search", "lune", "--filter", "org=nosuch"],
        ["search", "lune", "--filter", "from=2021-02-30"],
        ["search", "lune", "--page", "0"],
        ["search", "lune", "--per-page", "many"],
        ["analyze", "lune"],
        ["analyze", "lune", "--lang", "de"],
        ["entities"],
        ["serve", "--workers", "none"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_a_word_on_what_is_wrong(arguments: list[str], run: Run, seeds_index: Path):
    told = run(*arguments, *(["--index", seeds_index] if arguments[0] not in ("nosuch", "analyze", "entities") else []))
    assert told.status == 2, told
    assert told.out == ""
    assert told.err.strip()


# Build


def test_a_build_says_on_stderr_what_was_indexed_rejected_and_published(run: Run, mixed: Path, tmp_path: Path):
    told = run("build", mixed, "--index", tmp_path / "index")
    assert told == Outcome(
        0,
        "",
        f"rejected {mixed}/empty.txt: empty\n"
        f"1 document (1 fr), 1 rejected; published {Generations(tmp_path / 'index').published()} in {tmp_path / 'index'}\n",
    )


@pytest.mark.parametrize(("good", "status"), [(True, 0), (False, 3)])
def test_strict_ends_with_3_if_and_only_if_something_was_rejected_and_publishes_all_the_same(
    good: bool,  # noqa: FBT001 — a parameter of the test
    status: int,
    run: Run,
    mixed: Path,
    tmp_path: Path,
):
    told = run("build", mixed / "good.txt" if good else mixed, "--strict", "--index", tmp_path / "index")
    assert told.status == status
    assert run("stats", "--json", "--index", tmp_path / "index").status == 0, "nothing was published"


@pytest.mark.parametrize("source", ["empty.txt", "nosuch.txt", "*.pdf", "."])
def test_a_build_of_nothing_ends_with_1_even_when_it_is_strict(source: str, run: Run, mixed: Path, tmp_path: Path):
    (mixed / "good.txt").unlink()
    told = run("build", mixed / source, "--strict", "--index", tmp_path / "index")
    assert (told.status, told.out) == (1, "")
    assert re.search(r"^lunette: .+\n\Z", told.err, re.MULTILINE), told.err


def test_a_build_reads_json_lines_from_standard_input(tmp_path: Path):
    line = json.dumps({"id": "1", "text": TEXT}, ensure_ascii=False).encode()
    told = lunette("build", "-", "--index", tmp_path / "index", stdin=line + b"\nnonsense\xff\n")
    assert told.returncode == 0
    assert told.stdout == ""
    assert "rejected standard input, line 2: not JSON" in told.stderr
    assert "1 document (1 fr), 1 rejected" in told.stderr


def test_a_disk_that_is_full_ends_a_build_with_a_sentence_and_the_old_index(run: Run, seeds_copy: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "entities.json")

    monkeypatch.setattr("indexer.nametable.NameTableBuilder.write", full)
    told = run("build", SEEDS, "--index", seeds_copy)
    kept = "what was read is kept: to go on with it, run the same command with --resume"
    assert (told.status, told.err) == (1, f"{kept}\nlunette: entities.json: No space left on device\n")
    assert run("check", "--index", seeds_copy).status == 0


def test_a_second_writer_ends_with_1_and_hears_who_the_first_is(run: Run, seeds_copy: Path):
    with Generations(seeds_copy).writing():
        told = run("build", SEEDS, "--index", seeds_copy)
    assert told.status == 1
    assert f"process {os.getpid()}" in told.err


def test_ctrl_c_ends_a_build_without_a_traceback(run: Run, seeds_copy: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.nametable.NameTableBuilder.write", interrupt)
    told = run("build", SEEDS, "--index", seeds_copy)
    assert told.status == 1
    assert told.err.endswith("run the same command with --resume\n\nAborted!\n")


@pytest.mark.parametrize("program_", [program(), [sys.executable, "-m", "indexer"]], ids=["lunette", "indexer"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_build_that_is_told_to_stop_leaves_nothing_behind(program_: list[str], workers: str, tmp_path: Path):
    home = tmp_path / "index"
    command = [*program_, "build", "-", "--index", str(home), "--workers", workers]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=SEEDS.parent) as process:
        assert process.stdin
        assert process.stderr
        # Enough that workers are started, and a line at the end to tell that the build is in the midst of it; then it waits for more.
        for number in range(400):
            process.stdin.write(json.dumps({"id": str(number), "text": TEXT}).encode() + b"\n")
        process.stdin.write(b"nonsense\n" * 400)
        process.stdin.flush()
        assert process.stderr.readline().startswith(b"rejected"), "the build did not begin"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)  # stderr ends when the last worker has
    assert process.returncode == 128 + signal.SIGTERM, said.decode()
    assert b"Traceback" not in said, said.decode()
    assert not list((home / "generations").iterdir()), "a partial generation was left behind"
    with Generations(home).writing():
        pass


@pytest.mark.parametrize(
    ("reject", "line"),
    [
        (Reject("a\x1b[2Jb\n.txt", "empty"), "rejected a[2Jb .txt: empty"),
        (Reject("a.txt", "x" * 10_000), f"rejected a.txt: {'x' * 299}…"),
    ],
)
def test_a_reject_is_told_in_one_line_that_no_terminal_obeys(reject: Reject, line: str, capsys: pytest.CaptureFixture[str]):
    Narrator().rejected(reject)
    assert capsys.readouterr().err == f"{line}\n"


def test_on_a_real_terminal_the_last_line_is_the_report(mixed: Path, tmp_path: Path):
    ours, theirs = pty.openpty()
    command = program("build", mixed, "--index", tmp_path / "index")
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # how Linux says that the other side has closed
    os.close(ours)
    assert process.returncode == 0
    lines = [line for line in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", shown.decode()).split("\n") if line]
    assert any(line.endswith(f"rejected {mixed}/empty.txt: empty") for line in lines)
    assert lines[-1].startswith("1 document (1 fr), 1 rejected; published ")


# Search


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("lune", ()),
        ("moon station", ("-language=fr",)),
        ("-Chine", ()),
        ("", ("sort=date:desc", "year=2021")),
        ("« station lunaire » OR rogozine", ("org=cnsa", "org=roscosmos")),
        ("nosuchword", ()),
        ("(Chine AND", ()),
    ],
)
def test_search_prints_the_answer_of_the_api(query: str, filters: Sequence[str], run: Run, seeds_index: Path, client: FlaskClient):
    told = run("search", query, "--json", "--index", seeds_index, *(word for each in filters for word in ("--filter", each)))
    assert (told.status, told.err) == (0, "")
    answer = client.get("/api/search", query_string=[("q", query), *(tuple(each.split("=", 1)) for each in filters)])
    printed, served = json.loads(told.out), answer.get_json()
    for each in (printed, served):
        assert each.pop("took_ms") >= 0
    assert printed == served


def test_a_page_of_an_answer_is_that_page_of_the_api(run: Run, seeds_index: Path, client: FlaskClient):
    told = run("search", "lune", "--json", "--page", "2", "--per-page", "1", "--index", seeds_index)
    printed = json.loads(told.out)
    served = client.get("/api/search?q=lune&page=2&per_page=1").get_json()
    assert [hit["rank"] for hit in printed["hits"]] == [2]
    assert printed["links"] == served["links"]


@pytest.mark.parametrize("arguments", [["-Chine"], ["--", "-Chine"], ["-Chine", "--page", "1"]], ids=" ".join)
def test_a_query_may_begin_with_a_minus(arguments: list[str], run: Run, seeds_index: Path):
    told = run("search", "--json", "--index", seeds_index, *arguments)
    assert told.status == 0, told.err
    assert json.loads(told.out)["query"]["q"] == "-Chine"


def test_a_search_for_people_shows_title_language_source_and_id(run: Run, seeds_index: Path):
    told = run("search", "Luna-25", "--index", seeds_index)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("1 article")
    assert "1. La Chine a annoncé son intention de coopération spatiale avec la Russie après la perte de Luna-25\n   FR" in told.out
    assert "002_7129860d82741210" in told.out
    assert "<mark>" not in told.out
    assert "&" not in told.out
    assert "\x1b" not in told.out, "colours are for terminals"


def test_what_had_to_be_guessed_is_told_on_stderr(run: Run, seeds_index: Path):
    told = run("search", "Chine AND (lune", "--index", seeds_index)
    assert told.status == 0
    assert re.match(r"at character \d+: \S", told.err)


def test_an_argument_that_is_not_utf8_is_searched_with_a_mark_in_its_place(seeds_index: Path):
    told = lunette("search", os.fsdecode(b"lun\xff"), "--json", "--index", seeds_index)
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout)["query"]["q"] == "lun\ufffd"


def test_an_id_or_source_of_control_characters_does_not_reach_the_terminal(run: Run, tmp_path: Path):
    (tmp_path / "a\x1b[31mred.txt").write_text(TEXT, "utf-8")
    run("build", tmp_path / "a\x1b[31mred.txt", "--index", tmp_path / "index")
    told = run("search", "fusée", "--index", tmp_path / "index")
    assert "1 article" in told.out
    assert "\x1b" not in told.out


def test_a_no_break_space_of_french_keeps_words_apart_on_a_terminal(run: Run, make_index: Callable[..., Path]):
    home = make_index(
        [{"id": "1", "title": "Fusée\xa0: «\u202fl’heure\xa0» a sonné", "text": "La fusée\xa0? «\u202fUn vol\u202f» réussi."}]
    )
    told = run("search", "fusée", "--index", home)
    assert "Fusée : « l’heure » a sonné" in told.out
    assert "La fusée ? « Un vol » réussi." in told.out


# Damage


@pytest.mark.parametrize("command", [["search", "lune"], ["stats"], ["check"]], ids=" ".join)
def test_commands_on_no_index_end_with_1_and_say_how_to_build_one(command: list[str], run: Run, tmp_path: Path):
    told = run(*command, "--index", tmp_path / "nowhere")
    assert (told.status, told.out) == (1, "")
    assert (
        told.err
        == f"lunette: there is no index in {tmp_path / 'nowhere'}; build one with: lunette build SOURCE --index {tmp_path / 'nowhere'}\n"
    )


def folder(home: Path) -> Path:
    generations = Generations(home)
    return generations.folder(generations.published())


# Whoosh leaves files open that it could not read to the end.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("pattern", ["*.docs", "*.terms", "*.toc", "entities.json"])
def test_bytes_that_changed_where_no_size_tells_are_named_by_check_and_never_end_in_a_traceback(pattern: str, run: Run, seeds_copy: Path):
    (file,) = folder(seeds_copy).glob(pattern)
    whole = file.read_bytes()
    for part in range(12):
        data = bytearray(whole)
        at = part * len(data) // 12
        data[at : at + 40] = bytes(byte ^ 0xFF for byte in data[at : at + 40])
        file.write_bytes(data)
        checked = run("check", "--index", seeds_copy)
        assert checked.status == 1
        assert file.name in checked.err
        for command in (["search", "lune OR chine OR rogozine"], ["stats"]):
            told = run(*command, "--index", seeds_copy)  # anything but SystemExit fails here
            assert told.status in (0, 1), told
            assert told.status == 0 or str(folder(seeds_copy)) in told.err, f"byte {at} of {file.name}: {told.err}"
    gc.collect()


def test_a_fault_of_our_own_is_not_blamed_on_the_index(seeds_index: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> NoReturn:
        raise RuntimeError("ours")

    monkeypatch.setattr("service.search.catalogue.Catalogue.search", fail)
    monkeypatch.setattr(sys, "argv", ["lunette", "search", "lune", "--index", str(seeds_index)])
    with pytest.raises(RuntimeError, match="ours"):
        cli.main()


def test_check_says_that_a_whole_index_is_whole_and_nothing_on_stdout(run: Run, seeds_index: Path):
    assert run("check", "--index", seeds_index) == Outcome(0, "", f"{seeds_index} is whole\n")


# The other commands


def test_stats_tells_what_the_manifest_says(run: Run, seeds_index: Path):
    manifest = Manifest.read(folder(seeds_index))
    told = run("stats", "--json", "--index", seeds_index)
    data = json.loads(told.out)
    assert (told.status, told.err) == (0, "")
    assert data.keys() == {"generation", "documents", "languages", "rejected", "codec", "bytes", "values", "weights"}
    assert (data["generation"], data["documents"], data["languages"]) == (manifest.generation, 5, {"fr": 4, "en": 1})
    assert data["bytes"] == sum(entry["bytes"] for entry in manifest.files.values()) > 0
    assert set(ENTITY_TYPES) < data["values"].keys()
    people = run("stats", "--index", seeds_index).out
    assert manifest.generation in people
    assert "5 documents" in people


def test_entities_lists_mentions_with_offsets_into_the_decoded_text(run: Run):
    told = run("entities", ARTICLE, "--json")
    mentions = json.loads(told.out)
    assert (told.status, told.err) == (0, "")
    text = decode(ARTICLE.read_bytes())
    assert {"cnsa", "roscosmos", "dmitry-rogozin"} <= {mention["id"] for mention in mentions}
    for mention in mentions:
        assert list(mention) == ["start", "end", "text", "type", "id"]
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert mention["type"] in ENTITY_TYPES


def test_entities_for_people_counts_each_once(run: Run):
    rows = [line.split() for line in run("entities", ARTICLE).out.splitlines()]
    assert ["org", "roscosmos"] in [row[:2] for row in rows]
    assert len({row[1] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (bytes(range(256)), "unknown encoding"), (b"\0" * 100, "binary"), (b"a " * 4_200_000, "larger than 8 MiB")],
    ids=["empty", "unknown", "binary", "large"],
)
def test_entities_of_a_file_that_is_no_article_end_with_1_and_say_why(content: bytes, said: str, run: Run, tmp_path: Path):
    (tmp_path / "file.txt").write_bytes(content)
    told = run("entities", tmp_path / "file.txt", "--json")
    assert (told.status, told.out) == (1, "")
    assert str(tmp_path / "file.txt") in told.err
    assert said in told.err


@pytest.mark.parametrize("path", ["nosuch.txt", ".", "/dev/zero", "/dev/null"])
def test_entities_of_what_is_no_file_end_with_1(path: str, run: Run, tmp_path: Path):
    told = run("entities", tmp_path / path)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith("lunette: ")


def test_analyze_shows_terms_and_the_characters_they_stand_for(run: Run):
    text = "L’étude des fusées"
    rows = json.loads(run("analyze", text, "--lang", "fr", "--json").out)
    assert [list(row) for row in rows] == [["position", "start", "end", "text", "surfaces", "terms"]] * len(rows)
    assert [row["text"] for row in rows] == ["étude", "des", "fusées"]
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert rows[1]["terms"] == []
    assert "(stop word)" in run("analyze", text, "--lang", "fr").out


@pytest.mark.parametrize("text", ["", " ", "!!!"])
def test_analyze_of_nothing_is_nothing(text: str, run: Run):
    assert run("analyze", text, "--lang", "en", "--json").out == "[]\n"


# Streams of every kind

PLAIN = {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""An environment in which Python takes nothing for UTF-8."""
SPEAKING = [
    ["search", "fusée OR lune"],
    ["search", "fusée OR lune", "--json"],
    ["analyze", "fusée", "--lang", "fr"],
    ["analyze", "fusée", "--lang", "fr", "--json"],
]


@pytest.mark.parametrize("arguments", SPEAKING, ids=" ".join)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_terminal_of_any_encoding_gets_an_answer(arguments: list[str], encoding: str, seeds_index: Path):
    command = program(*arguments, *(["--index", str(seeds_index)] if arguments[0] == "search" else []))
    told = subprocess.run(command, env={**os.environ, **PLAIN, "PYTHONIOENCODING": encoding}, capture_output=True, timeout=60, check=False)
    assert (told.returncode, told.stderr) == (0, b"")
    if "--json" in arguments:
        assert "fusée" in json.dumps(json.loads(told.stdout.decode("utf-8")), ensure_ascii=False), "JSON is UTF-8 on every terminal"
    else:
        assert b"fus" in told.stdout or b"Lune" in told.stdout


def test_the_indexer_alone_speaks_to_any_terminal_too():
    command = [sys.executable, "-m", "indexer", "analyze", "fusée ☃", "--lang", "fr"]
    told = subprocess.run(
        command, env={**os.environ, **PLAIN, "PYTHONIOENCODING": "latin-1"}, cwd=SEEDS.parent, capture_output=True, timeout=60, check=False
    )
    assert (told.returncode, told.stderr) == (0, b"")
    assert "fusée".encode("latin-1") in told.stdout


@pytest.mark.parametrize("arguments", [*SPEAKING, ["stats"], ["--help"]], ids=" ".join)
def test_a_reader_that_has_seen_enough_is_no_error_worth_a_word(arguments: list[str], seeds_index: Path):
    read, write = os.pipe()
    os.close(read)
    index = ["--index", str(seeds_index)] if arguments[0] in ("search", "stats") else []
    try:
        told = subprocess.run(program(*arguments, *index), stdout=write, stderr=subprocess.PIPE, timeout=60, check=False)
    finally:
        os.close(write)
    assert (told.returncode, told.stderr) == (1, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_works_without_standard_streams(closed: str, tmp_path: Path):
    home = tmp_path / "index"
    (lune,) = program()
    script = f"'{lune}' build '{SEEDS}' --index '{home}' {closed} && '{lune}' search lune --index '{home}' {closed}"
    told = subprocess.run(["/bin/sh", "-c", script], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in told.stderr, told.stderr.decode()
    assert told.returncode == 0, told.stderr.decode()
    assert Generations(home).verify() == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_disk_that_is_full_is_told_by_a_sentence(seeds_index: Path):
    with Path("/dev/full").open("wb") as full:
        command = program("search", "lune", "--json", "--index", seeds_index)
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (told.returncode, told.stderr) == (1, b"lunette: No space left on device\n")


# Environment and serving


@pytest.fixture
def fetch() -> Callable[[str], Any]:
    """The JSON at an address."""

    def fetch(address: str) -> Any:  # noqa: ANN401 — JSON is anything
        with urllib.request.urlopen(address, timeout=30) as answer:
            return json.load(answer)

    return fetch


def test_the_index_comes_from_the_environment_unless_it_is_given(
    seeds_index: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("LUNETTE_INDEX", str(seeds_index))
    assert run("check").status == 0
    assert run("check", "--index", tmp_path).status == 1


def test_an_unknown_setting_stops_every_command_with_its_name(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LUNETTE_INDX", "x")
    told = run("stats")
    assert told.status == 1
    assert "LUNETTE_INDX" in told.err


def test_serve_builds_first_where_there_is_no_index(mixed: Path, tmp_path: Path, fetch: Callable[[str], Any]):
    with serving(tmp_path / "index", str(mixed)) as address:
        assert fetch(f"{address}/api/search?q=fus%C3%A9e")["total"] == 1


def test_serve_finds_an_index_that_is_built_while_it_runs(mixed: Path, tmp_path: Path, fetch: Callable[[str], Any]):
    with serving(tmp_path / "index") as address:
        assert lunette("build", mixed, "--index", tmp_path / "index").returncode == 0
        assert fetch(f"{address}/api/search?q=fus%C3%A9e")["total"] == 1


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The settings of every server that would have been started."""
    started: list[Any] = []

    class Server:
        def __init__(self, settings: object) -> None:
            started.append(settings)

        def run(self) -> None:
            pass

    monkeypatch.setattr("service.server.Server", Server)
    return started


def test_serve_leaves_an_index_that_can_be_searched_as_it_is(run: Run, seeds_copy: Path, mixed: Path, served: list[Any]):
    before = Generations(seeds_copy).published()
    assert run("serve", mixed, "--index", seeds_copy).status == 0
    assert Generations(seeds_copy).published() == before
    assert [settings.index for settings in served] == [seeds_copy]


def lost(home: Path) -> None:
    """A file of the generation is gone."""
    (folder(home) / "entities.json").unlink()


def of_another_version(home: Path) -> None:
    """The index as another release would have written it."""
    manifest = folder(home) / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace('"schema": ', '"schema": 9'), "utf-8")


def of_nothing(home: Path) -> None:
    """`CURRENT` was cut short."""
    (home / "CURRENT").write_bytes(b"")


@pytest.mark.parametrize("harm", [lost, of_another_version, of_nothing])
@pytest.mark.parametrize("with_source", [True, False])
def test_serve_never_replaces_an_index_that_it_cannot_search(
    harm: Callable[[Path], None],
    with_source: bool,  # noqa: FBT001 — a parameter of the test
    run: Run,
    seeds_copy: Path,
    mixed: Path,
    served: list[Any],
):
    harm(seeds_copy)
    before = {path: path.stat().st_mtime_ns for path in seeds_copy.rglob("*")}
    told = run("serve", *([mixed] if with_source else []), "--index", seeds_copy)
    assert told.status == 1
    assert re.fullmatch(r"lunette: .+; build the index again\n", told.err), told.err
    assert {path: path.stat().st_mtime_ns for path in seeds_copy.rglob("*")} == before, "the index was touched: see serve in service/cli.py"
    assert not served


def test_serve_without_an_index_says_so_and_waits_for_one(run: Run, tmp_path: Path, served: list[Any]):
    told = run("serve", "--index", tmp_path / "nowhere")
    assert "there is no index" in told.err
    assert "without a restart" in told.err
    assert served


def test_serve_never_builds_over_something_else(run: Run, tmp_path: Path, mixed: Path, served: list[Any]):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "one.doc").touch()
    told = run("serve", mixed, "--index", tmp_path / "thesis")
    assert told.status == 1
    assert "choose another" in told.err
    assert not served


def test_the_indexer_alone_has_the_commands_of_the_index():
    assert index_cli.main.names == ["build", "update", "stats", "check", "rollback", "export", "inspect", "analyze", "entities", "lexicon"]


@pytest.mark.parametrize("address", ["127.0.0.1:99999", "nonsense", "127.0.0.1:x"])
def test_serve_refuses_an_address_that_is_none(address: str, seeds_index: Path):
    done = lunette("serve", "--index", seeds_index, "--bind", address)
    assert done.returncode == 2, done.stderr
    assert "--bind" in done.stderr
    assert address in done.stderr
