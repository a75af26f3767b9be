"""Documented is a fact: pages are not stale, everything has a page, every link leads somewhere."""

from __future__ import annotations

import ast
import importlib
import json
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from commands.verbs import read_verbs
from docs.fan_out_picture import PICTURE, draw_fan_out
from docs.generate import REFERENCE, find_stale_pages, main, reference_pages, write_pages
from docs.pages.commands import verbs
from docs.pages.definition_files import KINDS, read_words
from docs.pages.settings import TESTING
from docs.readme import replace_excerpt
from docs.test_files import find_test_folder, list_test_files
from returnonce.settings import OF_THE_TESTS, PREFIX, Settings
from tests.repository import ROOT, modules, shipped
from tests.shipped import (
    RECORDS,
    list_concepts,
    list_record_sets,
    list_versions,
    load_finding_kinds,
    load_record_returns,
    load_record_set,
    load_ruleset,
    load_sources,
    read_all_headings,
)
from tests.test_layout import NOT_SHIPPED

BY_HAND = ("README.md", "DEVELOPERS.md", "GLOSSARY.md", "CHANGELOG.md", "docs/decisions.md")
VERBS = tuple(verb.name for verb in read_verbs().values() if verb.function)
HOWTO = tuple(sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "howto").glob("*.md")))
PAGES = (*BY_HAND, *HOWTO)
WORDS = (
    "indicator", "figure", "record set", "agency", "batch", "ruleset", "return", "line", "mapping", "obligation",
    "collection", "submission", "finding", "edition", "cell", "breakdown", "symbol", "place",
)  # fmt: skip
GROUPS = ("areas", "catalogue", "mapping", "feed", "packs", "webhook")


@cache
def commands() -> dict[str, Any]:
    """The command of every verb; making one loads what it needs."""
    return dict(verbs())


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def reference(name: str) -> str:
    return text(f"docs/reference/{name}")


def test_reference_pages_are_not_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


def test_stale_pages_are_named(tmp_path: Path) -> None:
    pages = {"one.md": "1\n", "two.md": "2\n"}
    assert write_pages(pages, tmp_path) == ["one.md", "two.md"]
    assert find_stale_pages(pages, tmp_path) == []
    assert find_stale_pages({"one.md": "other\n"}, tmp_path) == ["one.md", "two.md"]
    assert write_pages({"one.md": "other\n"}, tmp_path) == ["one.md", "two.md"]
    assert [path.name for path in tmp_path.iterdir()] == ["one.md"]


@pytest.mark.long
def test_the_same_definitions_give_the_same_pages() -> None:
    ruleset = load_ruleset()
    assert reference_pages(ruleset) == reference_pages(ruleset)


def test_a_module_names_the_tests_of_its_name_or_those_that_import_it() -> None:
    assert list_test_files("mappings.calendar.due_dates") == ["mappings/calendar/test_due_dates.py"]
    assert list_test_files("mappings.plan.minimum_by_indicator") == ["mappings/plan/test_minimum_set.py"]
    assert list_test_files("api.schemas.me") == []
    assert find_test_folder("mappings/calendar") == "tests/mappings/calendar"
    assert find_test_folder("api/schemas") == "tests/api"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_documented(verb: str) -> None:
    assert f"`{verb}`" in text("README.md")
    assert f"## {verb}\n" in reference("commands.md")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_explains_itself(verb: str) -> None:
    command = commands()[verb]
    assert command.help
    assert [p.name for p in command.params if p.param_type_name == "option" and not p.help] == []


def test_every_setting_is_documented() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {name for name, _ in TESTING}
    assert known == set(re.findall(rf"`({PREFIX}\w+)`", reference("settings.md")))
    assert all(field.description for field in Settings.model_fields.values())
    assert {f"{PREFIX}{name.upper()}" for name in OF_THE_TESTS} == {name for name, _ in TESTING}


def test_every_key_of_a_definition_file_is_explained() -> None:
    keys = {(title, field.alias or name) for title, _, kind in KINDS for name, field in kind.model_fields.items()}
    assert keys == set(read_words())
    assert all(read_words().values())


@pytest.mark.long
def test_every_setting_does_something() -> None:
    code = "".join(ast.unparse(tree) for name, tree in modules() if name != "returnonce/settings.py")
    used = {*re.findall(r"settings\.(\w+)", code), "database_url", "definitions"}
    assert [name for name in Settings.model_fields if name not in used] == []


def test_every_finding_is_documented_and_says_how_to_mend_it() -> None:
    pages = reference("findings.md") + reference("record-rules.md")
    documented = set(re.findall(r"^\| `([a-z0-9:-]+)` \|", pages, re.MULTILINE))
    assert documented == set(load_finding_kinds())


@pytest.mark.parametrize("name", list_record_sets())
def test_every_record_set_is_documented(name: str) -> None:
    assert f"Code: `{name}`" in reference("record-sets.md")
    about, tables = reference("record-sets.md"), reference(f"record-tables-{name}.md")
    assert [each for each in [*list_versions(name), *RECORDS.settings(name)] if f"| `{each}` |" not in about] == []
    assert [each for each in RECORDS.tables(name) if f"\n## {each}: " not in tables] == []
    assert [
        each for columns in read_all_headings(name).values() for _, each in columns if f"| `{each}` |" not in tables
    ] == []


def test_every_prepared_view_is_documented_with_what_is_derived_from_it() -> None:
    page = reference("record-views.md")
    views = [f"\n### {name}: {view.view}\n" for name in list_record_sets() for view in load_record_set(name).views]
    assert [each for each in views if each not in page] == []
    derived = [code for code, indicator in load_ruleset().catalogue.items() if indicator.derive]
    assert [code for code in derived if f"| `{code}` |" not in page] == []


def test_every_crosswalk_and_return_of_records_is_documented() -> None:
    page = reference("crosswalks.md")
    assert [each for each in list_concepts() if f"\n## {each.capitalize().replace('-', ' ')}\n" not in page] == []
    assert [each for each in load_record_returns() if f"| `{each}` |" not in reference("record-sets.md")] == []


def test_every_finding_is_raised_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "collectors").rglob("*.py"))
    # A rule of a record set is raised under its own code by the one engine that runs all of them.
    assert [kind for kind in load_finding_kinds() if ":" not in kind and not _raised(kind, code)] == []


def _raised(kind: str, code: str) -> bool:
    """Its code stands in a literal; or in an f-string, with only the column's name worked in."""
    stem, _, rest = kind.partition("-")
    return any(f'"{form}"' in code for form in (kind, f"{{name}}-{rest}", f"{stem}-{{name}}", f"{{part}}-{rest}"))


def test_every_source_is_documented() -> None:
    assert [name for name in load_sources() if f"Source: `{name}`" not in reference("sources.md")] == []


def test_every_return_and_line_is_documented() -> None:
    for code, return_ in load_ruleset().returns.items():
        assert f"Code: `{code}`" in reference("returns.md")
        assert f"`{code}`" in text("README.md")
        page = reference(f"lines-{code}.md")
        assert [line.subject_id for line in return_.lines if f"| {line.subject_id} |" not in page] == []


def test_every_route_is_documented() -> None:
    paths = json.loads(reference("openapi.json"))["paths"]
    routes = [f"## {method.upper()} {path}\n" for path, methods in paths.items() for method in methods]
    assert [route for route in routes if route not in reference("api.md")] == []


def test_every_indicator_is_documented() -> None:
    page = reference("indicators.md")
    assert [code for code in load_ruleset().catalogue if f"| `{code}` |" not in page] == []


def test_every_place_that_ships_is_documented() -> None:
    assert [name for name in load_ruleset().places if f"Code: `{name}`" not in reference("places.md")] == []


@pytest.mark.parametrize("page", [*PAGES, *(f"docs/reference/{path.name}" for path in REFERENCE.glob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(page))
    here = (ROOT / page).parent
    assert [target for target in targets if "://" not in target and not (here / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_that_a_page_names_are_there(page: str) -> None:
    rooms = "|".join([*(name for name in shipped() if "." not in name), *NOT_SHIPPED])
    named = re.findall(rf"`((?:{rooms})/[\w./-]*)", text(page))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_verbs_that_a_page_names_are_there(page: str) -> None:
    known = {word for name in VERBS for word in (name, name.split()[0])}
    for words in re.findall(r"(?:`|\$ |/|^)returnonce ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", text(page), re.MULTILINE):
        first, _, second = words.partition(" ")
        assert words in known if first in GROUPS and second else first in known, words


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_a_page_names_are_there(page: str) -> None:
    known = set(re.findall(rf"{PREFIX}\w+", reference("settings.md")))
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text(page))) - known == set()


@pytest.mark.parametrize("page", ["README.md", "DEVELOPERS.md"])
def test_make_targets_that_a_page_names_are_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^\$ ?)make ([a-z]+)", text(page), re.MULTILINE)) <= targets


def test_the_picture_of_the_house_is_true() -> None:
    picture = re.search(r"```\n(cli\.py .*?)```", text("README.md"), re.DOTALL)
    assert picture is not None
    drawn = {line.split()[0].rstrip("/") for line in picture[1].splitlines()}
    assert drawn | {"commands"} == set(shipped()) | NOT_SHIPPED
    assert [name for name in drawn if not (ROOT / name).exists()] == []


def test_the_first_screen_shows_a_real_demonstration_shortened() -> None:
    rule = "-----  ---"
    table = ["name  cells", rule, "Return one", "  Area A   1", rule, "All   3"]
    records = ["Rows about people, sent once", "sender:", "  9 rows -> 2 figures", "  -> ssda903: 1 file", "", "MORE"]
    lines = ["ROUND", "", "The plan", "", *table, "", "  3 cells", "", "Why cells are empty:", "  2 x", "", *records]
    shown = replace_excerpt(text("README.md"), "\n".join(lines))
    begun = "$ make demo\n…\nROUND\n\nThe plan\n…\n  3 cells\n…\nRows about people, sent once\nsender:\n"
    assert f"{begun}  9 rows -> 2 figures\n  -> ssda903: 1 file\n…\n```\n" in shown
    assert "2 x" not in shown
    assert "MORE" not in shown


def test_the_picture_of_the_fan_out_is_drawn_from_the_demonstration() -> None:
    summary = "sender, children, FY1:\n  9 rows -> 2 figures\n  -> one, Area, FY1: 3 cells\n  -> two: 1 file\n"
    picture = draw_fan_out(summary)
    words = ("9 rows", "2 figures", ">one<", "Area, FY1: 3 cells", ">two: 1 file<")
    assert [word for word in words if word not in picture] == []
    shown = [line.strip() for line in re.findall(r"^  -> ([^,:\n]+)", text("README.md"), re.MULTILINE)]
    drawn = PICTURE.read_text(encoding="utf-8")
    assert [name for name in shown if f">{name}<" not in drawn] == []


def glossary() -> dict[str, str]:
    rows = [line.split(" | ") for line in text("GLOSSARY.md").splitlines() if line.startswith("| ")]
    return {row[0].removeprefix("| "): row[2].removesuffix(" |").strip("`") for row in rows[1:]}


def test_the_glossary_has_every_word() -> None:
    assert [word for word in WORDS if word not in glossary()] == []


@pytest.mark.parametrize(("word", "name"), glossary().items())
def test_a_word_of_the_glossary_is_in_the_code(word: str, name: str) -> None:
    assert resolve(name) is not None, word


def resolve(name: str) -> object:
    """What a dotted name stands for: the longest module, then its attributes."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: ModuleType | object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    return None


def test_every_path_that_a_page_names_exists() -> None:
    named = [
        (page.relative_to(ROOT).as_posix(), path)
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "howto").glob("*.md")]
        for path in re.findall(r"`(\w+/[\w./-]*)`", page.read_text(encoding="utf-8"))
        if path.split("/")[0] in {*shipped(), *NOT_SHIPPED}
    ]
    # The list of rooms names test files below the folder of tests.
    roots = {"docs/reference/rooms.md": (ROOT, ROOT / "tests")}
    assert [
        (page, path) for page, path in named if not any((root / path).exists() for root in roots.get(page, (ROOT,)))
    ] == []


def test_a_decision_says_why_and_what_it_costs() -> None:
    decisions = text("docs/decisions.md").split("\n- ")[1:]
    form = re.compile(r"\*\*[^*]+\.\*\* .+\bBecause\b.+\bCost:.+", re.DOTALL)
    assert len(decisions) > 100
    assert [each.splitlines()[0] for each in decisions if not form.match(each)] == []
