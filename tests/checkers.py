"""What the pages are held against by programs of other people's: axe-core for whoever cannot see or point, html-validate for the standard.

Both come from npm in the versions that `npm/package-lock.json` pins with their checksums, once, into a folder of the user's cache. Where
there is no npm or nothing to be had, tests that need them are skipped with what npm said.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

PINNED = Path(__file__).parent / "npm"
PATIENCE = 180
"""Seconds that npm may take; twenty packages need ten."""
STANDARD = {"root": True, "extends": ["html-validate:standard"]}
"""What the HTML standard says, and nothing about style."""


@cache
def _folder() -> Path | str:
    """Where the checkers are, or why they are nowhere."""
    lock = (PINNED / "package-lock.json").read_bytes()
    home = (
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        / "lunette-tests"
        / hashlib.sha256(lock).hexdigest()[:16]
        / "node_modules"
    )
    if home.exists():
        return home
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm on the PATH"
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as made:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PINNED / name, made)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=made, check=True, capture_output=True, text=True, timeout=PATIENCE)
            with suppress(OSError):  # others may have been quicker
                Path(made, "node_modules").rename(home)
    except subprocess.CalledProcessError as error:
        return f"npm could not fetch what the pages are held against: {error.stderr[-300:]}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm could not fetch what the pages are held against: {error}"
    return home


def _found(path: str) -> Path:
    folder = _folder()
    if isinstance(folder, str):
        pytest.skip(folder)
    return folder / path


def axe() -> str:
    """The script that a browser runs in a page. The test is skipped where it cannot be had."""
    return _found("axe-core/axe.min.js").read_text("utf-8")


def invalid(pages: Mapping[str, str], folder: Path) -> Sequence[str]:
    """What is not valid HTML in pages given by their names, a line each; they are written into the folder.

    The test is skipped where html-validate cannot be had.
    """
    script = _found("html-validate/bin/html-validate.mjs")
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node on the PATH")
    names = {f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in names.items():
        (folder / file).write_text(pages[name], "utf-8")
    (folder / ".htmlvalidate.json").write_text(json.dumps(STANDARD), "utf-8")
    done = subprocess.run(
        [node, str(script), "--formatter", "json", *names], cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if not done.stdout:
        pytest.fail(f"html-validate says nothing: {done.stderr[-500:]}")
    return [
        f"{names[Path(found['filePath']).name]}, line {said['line']}: {said['message']} ({said['ruleId']})"
        for found in json.loads(done.stdout)
        for said in found["messages"]
    ]
