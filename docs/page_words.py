"""``python -m docs.page_words``: every word of the pages in one list, by file, to be read aloud once before a release.

Texts of templates come without their markup, with … where a value stands; texts of views are the sentences in their
code.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from api.pages.rendering import TEMPLATES, template_environment

VIEWS = TEMPLATES.parent
VALUE = "…"
#: Attributes that are read out or shown.
SPOKEN = re.compile(r"""(?:aria-label|alt|title|placeholder)="([^"]+)\"""")
TAG = re.compile(r"<[^>]*>")
#: In the strings of code: what has a space between words and is no query, pattern, path or list of classes.
SENTENCE = re.compile(r"^[^<>{}\\|=_/]*[A-Za-z][’'a-z,;:.]* [^<>{}\\|=_]*$")


def list_page_words() -> Iterator[tuple[str, str]]:
    """File and text, each text once a file."""
    for path in sorted(TEMPLATES.glob("*.html")):
        yield from ((path.name, text) for text in dict.fromkeys(_template_texts(path)))
    for path in sorted(VIEWS.rglob("*.py")):
        yield from ((path.relative_to(VIEWS).as_posix(), text) for text in dict.fromkeys(_code_texts(path)))


def _template_texts(path: Path) -> Iterator[str]:
    markup, within, strings = "", False, list[str]()
    for _, kind, value in template_environment().lex(path.read_text(encoding="utf-8")):
        if kind == "data":
            markup += value
        elif kind == "variable_begin":
            markup, within = markup + VALUE, True
        elif kind in {"variable_end", "block_end"}:
            within = False
        elif kind == "block_begin":
            markup, within = markup + "\n", True
        elif kind == "string" and within:
            strings.append(str(value)[1:-1])
    yield from SPOKEN.findall(markup)
    for line in TAG.sub("\n", markup).splitlines():
        text = " ".join(line.split())
        if re.search(r"[A-Za-z]{2}", text):
            yield text
    yield from (text for text in strings if _is_spoken(text))


def _is_spoken(text: str) -> bool:
    return bool(re.match(r"[A-Z][a-z]", text) or SENTENCE.match(text)) and not re.match(r"(govuk|ro)-", text)


def _code_texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = (str(each.value) if isinstance(each, ast.Constant) else VALUE for each in node.values)
            if SENTENCE.match(text := "".join(pieces)):
                yield text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes | parts:
            yield from [node.value] if _is_spoken(node.value) else []


def main() -> None:
    """Print them."""
    before = ""
    for name, text in list_page_words():
        sys.stdout.write(f"\n{name}\n" if name != before else "")
        sys.stdout.write(f"  {text}\n")
        before = name


if __name__ == "__main__":
    main()
