"""Nothing is said in one language alone: no template, no script and no remark of the search has words that are in no catalogue."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_messages import SERVICE, braces

from service.typography import french
from service.voice import VOICES


class Written(HTMLParser):
    """The words that stand in a template itself: between its elements, and in the attributes that are shown or read aloud."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.words: list[str] = []
        plain = re.sub(r"\{#.*?#\}|\{% block (?:kind|social|scheme) %\}.*?\{% endblock %\}|\{%.*?%\}", "", template, flags=re.DOTALL)
        self.feed(re.sub(r"\{\{.*?\}\}", "{}", plain, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says of itself."""
        read = {"title", "alt", "aria-label", "placeholder", "label", *(("content",) if tag == "meta" else ())}
        if tag != "meta" or not {"charset", "itemprop"} & dict(attrs).keys():
            self.words += [value or "" for name, value in attrs if name in read]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)


NAMES = re.compile(
    r"Lunette|width=device-width, initial-scale=1|light dark|summary_large_image|LUNETTE_ORIGINS=https://example.org"
    r'|lang="\{\}" dir="auto"'
)
"""What is called the same in every language, or is no text."""


@pytest.mark.parametrize("path", sorted(SERVICE.glob("templates/*.html")), ids=lambda path: path.stem)
def test_no_template_says_anything_by_itself(path: Path) -> None:
    said = [NAMES.sub("", word) for word in Written(path.read_text("utf-8")).words]
    assert not [word.strip() for word in said if re.search(r"[^\W\d_]{2,}", word)], "these words are in no catalogue"


@pytest.mark.parametrize("path", sorted(SERVICE.glob("static/*.js")), ids=lambda path: path.stem)
def test_no_script_of_a_page_says_anything_by_itself(path: Path) -> None:
    script = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    shown = re.findall(r"""(?:textContent|innerText|title|placeholder|ariaLabel)\s*=\s*(["'`][^"'`]*["'`])""", script)
    told = re.findall(r"""["'](?:aria-label|title|placeholder|alt)["'],\s*(["'`][^"'`]*["'`])""", script)
    assert not [text for text in (*shown, *told) if re.search(r"[^\W\d_]{2,}", text)], "these words are in no catalogue"


def test_the_box_for_other_sites_says_the_same_in_both_languages() -> None:
    script = (SERVICE / "embed" / "widget.js").read_text("utf-8")
    said = {lang: dict(re.findall(r'(\w+): "([^"]*)"', script.split(f"    {lang}: {{")[1].split("\n    },")[0])) for lang in ("fr", "en")}
    assert set(said["fr"]) == set(said["en"]) >= {"label", "button", "one", "many", "none"}
    for key, sentence in said["fr"].items():
        assert braces(sentence) == braces(said["en"][key])
        assert french(sentence) == sentence, f"{key} is not set as French is printed"


API_ALONE = ("must be given", "is not a parameter; ")
"""What only a program hears: pages have no argument that must be given, and leave strangers' alone."""


def remark(node: ast.AST) -> str:
    """A sentence as the search's source has it, with something in place of each value."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(remark, node.values))
    if isinstance(node, ast.FormattedValue):
        value = node.value
        called = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
        return {"short": "“7”"}.get(called, "" if isinstance(value, ast.Name) and value.id == "hint" else "7")
    return ""


REMARKS = sorted(
    {
        remark(call.args[-1])
        for path in (*SERVICE.glob("search/**/*.py"), SERVICE.parent / "indexer" / "dates.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and call.args
        if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", ""))
        in ("Problem", "Refusal", "ValueError", "report", "problem")
    }
    - {""}
)
"""Every sentence that the search says of an argument or of a piece of a query."""


@pytest.mark.parametrize("english", [each for each in REMARKS if not each.startswith(API_ALONE)])
def test_whatever_a_search_may_remark_is_translated(english: str) -> None:
    assert VOICES["fr"].translated(english)[1] == "fr", f"the catalogue needs “{english}”, as a problem"


def test_all_remarks_were_found() -> None:
    assert len(REMARKS) > 40
