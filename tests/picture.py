"""The pictures that are taken of the pages, not drawn: `python tests/picture.py` writes them anew.

One is of a page of results over the seeds, for the README; the other stands for any page where it is shared, in the colours of the style.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from conftest import ROOT, SEEDS, serving
from playwright.sync_api import sync_playwright

from indexer.build import build
from service.voice import VOICES

PICTURE = Path(__file__).with_name("results.png")
STATIC = ROOT / "service" / "static"
SHARED = STATIC / "share.png"
ADDRESS = "/search?q=station+lunaire&ui=fr"
WARM = 8
"""Times that the page is asked for: the first answer of either process reads what all others have at hand."""
SIZE = {"width": 1120, "height": 730}
SHARE_SIZE = {"width": 1200, "height": 630}
"""What social networks show whole."""
SHARE = """<!doctype html><meta charset="utf-8"><style>{style}
body {{ display: grid; align-content: center; height: 630px; padding: 0 96px; border-left: 24px solid var(--accent); }}
svg {{ width: 112px; }}
h1 {{ margin: 24px 0 40px; font: 700 120px/1 var(--serif); letter-spacing: -0.01em; }}
p {{ max-width: 860px; font: 38px/1.4 var(--serif); text-wrap: balance; }}
p + p {{ margin-top: 20px; color: var(--quiet); }}
</style>{icon}<h1>Lunette</h1><p lang="fr">{fr}</p><p lang="en">{en}</p>"""


def take(picture: Path, shared: Path) -> None:
    """Write the pictures; it needs the system's Chromium."""
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
            page.set_viewport_size(SHARE_SIZE)
            said = {lang: voice.say("tagline") for lang, voice in VOICES.items()}
            style, icon = ((STATIC / name).read_text("utf-8") for name in ("lunette.css", "favicon.svg"))
            page.set_content(SHARE.format(style=style, icon=icon, **said))
            page.screenshot(path=shared)
            browser.close()


if __name__ == "__main__":
    take(PICTURE, SHARED)
