"""The README tells the truth: its examples run, and nothing that can be set or asked is missing from it."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS
from conftest import lunette as run

from service.cli import lunette
from service.search.request import PARAMETERS
from service.search.syntax import parse
from service.search.tree import FIELDS
from service.settings import PREFIX, SETTINGS

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
CURLS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("curl ")]
QUERY_TABLE = re.search(r"\| typed \| finds \|\n\|---\|---\|\n(.*?)\n\n", README, re.DOTALL)


def test_there_are_eleven_examples_for_curl():
    assert len(CURLS) == 11, f"README.md has {len(CURLS)} lines that begin with curl"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("example", CURLS)
def test_an_example_for_curl_answers(example: str, seeds_server: str):
    command = shlex.split(example.replace("http://127.0.0.1:8000", seeds_server))
    done = subprocess.run([*command, "--silent", "--show-error", "--fail"], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, f"{example}\n{done.stderr}"
    answer = json.loads(done.stdout)
    assert answer.get("total", 1) > 0, f"{example} finds nothing in the seeds"


def test_the_two_commands_are_single_lines_and_come_first():
    start, test = BLOCKS[0].strip(), BLOCKS[1].strip()
    assert "\n" not in start, "the first command must be one line"
    assert "lunette serve seeds" in start
    assert "\n" not in test, "the second command must be one line"
    assert test.endswith("pytest")


@pytest.mark.parametrize("parameter", [name for name in PARAMETERS if not name.startswith("-")])
def test_every_parameter_is_in_the_readme(parameter: str):
    assert f"`{parameter}`" in README, f"the table under “Ask” lacks `{parameter}`"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_readme(name: str):
    assert f"`{PREFIX}{name.upper()}`" in README, f"the table under “Serve” lacks it; {SETTINGS[name].about}"


@pytest.mark.parametrize("command", lunette.names)
def test_every_command_is_in_the_readme(command: str):
    assert f"lunette {command}" in README, f"README.md says nothing of lunette {command}"


def test_the_readme_names_no_command_that_is_not_there():
    named = set(re.findall(r"`lunette (\w+)|bin/lunette (\w+)|^lunette (\w+)", README, re.MULTILINE))
    assert {name for found in named for name in found if name} <= set(lunette.names)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_the_query_language_is_in_the_readme(field: str):
    assert f"{field}:" in README, f"the table of the query language lacks {field}:"


def _typed() -> list[str]:
    assert QUERY_TABLE is not None, "README.md has lost its table of the query language"
    rows = [row.split("|")[1] for row in QUERY_TABLE.group(1).splitlines()]
    return [typed for row in rows for typed in re.findall(r"`([^`]+)`", row) if not typed.endswith(":")]


@pytest.mark.parametrize("typed", _typed())
def test_every_query_of_the_readme_is_understood(typed: str):
    assert parse(typed).problems == (), f"{typed} is in the README and the parser had to guess"


def test_the_golden_searches_of_the_readme_hold_for_the_seeds(tmp_path: Path):
    searches = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    assert len(searches) == 1
    (tmp_path / "searches.json").write_text(searches[0], "utf-8")
    told = run("build", SEEDS, "--index", tmp_path / "index", "--check", tmp_path / "searches.json")
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("ok ") == 3


def test_the_pictures_of_the_readme_are_there_and_light() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for told, path in pictures:
        assert len(told) > 10, "nobody who cannot see it knows what it shows"
        assert 0 < (ROOT / path).stat().st_size < 150_000
