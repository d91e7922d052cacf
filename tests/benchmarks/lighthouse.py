"""What Lighthouse says of the home page, a page of results, an article and an entity: performance, accessibility, practices, SEO.

`python tests/benchmarks/lighthouse.py [--preset desktop]` serves the seeds and needs npm and the system's Chromium; without the option it
is a phone on a slow network. It prints a line a page and, last, everything as JSON; the status is 1 if anything is below 100. What
it says of performance is worth something only on a machine that does nothing else.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from conftest import SEEDS, serving

from indexer.build import build

LIGHTHOUSE = "lighthouse@12.8.2"
"""The last one for Node.js 20."""
PAGES = {
    "home": "/?ui=en",
    "results": "/search?q=station+lunaire&ui=fr",
    "article": "/document/000_73f1e8c7f933d57e?q=lunaire&ui=fr",
    "entity": "/entity/dmitry-rogozin?ui=en",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = ("--headless=new", "--no-sandbox", "--disable-gpu")
PATIENCE = 300
"""Seconds that one page may take."""


def measure(address: str, chromium: str, preset: str | None, folder: Path) -> Mapping[str, int]:
    """Category to its score of 100, for one page; what keeps it from 100 is named on standard error."""
    report = folder / "report.json"
    npx = shutil.which("npx")
    if npx is None:
        sys.exit("there is no npx on the PATH")
    options = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={report}", "--quiet"]
    options += [f"--chrome-flags={' '.join(CHROMIUM)}", *([f"--preset={preset}"] if preset else [])]
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run([npx, "--yes", LIGHTHOUSE, address, *options], check=True, timeout=PATIENCE, env=environment, stdout=subprocess.DEVNULL)
    said = json.loads(report.read_text("utf-8"))
    for category in CATEGORIES:
        for each in said["categories"][category]["auditRefs"]:
            audit = said["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"{address}: {category}: {audit['title']} {audit.get('displayValue', '')} ({audit['score']})", file=sys.stderr)
    return {category: round(said["categories"][category]["score"] * 100) for category in CATEGORIES}


def main() -> None:
    """Measure every page once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=["desktop"])
    preset = parser.parse_args().preset
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on the PATH: apt-get install chromium")
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build([str(SEEDS)], folder / "index", workers=1)
        with serving(folder / "index") as address:
            for page, path in PAGES.items():
                found[page] = measure(address + path, chromium, preset, folder)
                print(page, *(f"{category} {score}" for category, score in found[page].items()), sep="  ", flush=True)
    print(json.dumps(found))
    sys.exit(any(score < 100 for page in found.values() for score in page.values()))


if __name__ == "__main__":
    main()
