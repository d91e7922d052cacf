"""The picture of a page of results in the README, taken of the seeds: `python tests/picture.py` writes it anew."""

import shutil
import sys
import tempfile
from pathlib import Path

from conftest import SEEDS, serving
from playwright.sync_api import sync_playwright

from indexer.build import build

PICTURE = Path(__file__).with_name("results.png")
ADDRESS = "/search?q=station+lunaire&ui=fr"
WARM = 8
"""Times that the page is asked for: the first answer of either process reads what all others have at hand."""
SIZE = {"width": 1120, "height": 730}


def take(picture: Path) -> None:
    """Write the picture; it needs the system's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on the PATH: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        build([str(SEEDS)], Path(folder) / "index", workers=1)
        with serving(Path(folder) / "index") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport=SIZE, locale="fr-FR")
            for _ in range(WARM):
                page.goto(address + ADDRESS)
            page.screenshot(path=picture)
            browser.close()


if __name__ == "__main__":
    take(PICTURE)
