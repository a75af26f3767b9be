"""``python -m docs.generate [--check]``: writes the reference pages, or says which of them are stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from commands.completion_answers import TABLE as OPTION_TABLE
from commands.help_page import TABLE as HELP_TABLE
from docs.help_table import write_help_table
from docs.option_table import write_option_table
from docs.pages import (
    access,
    api,
    api_changes,
    areas,
    commands,
    crosswalks,
    definition_files,
    figures,
    findings,
    frameworks,
    indicators,
    licences,
    lines,
    places,
    record_rules,
    record_sets,
    record_tables,
    record_views,
    returns,
    rooms,
    settings,
    sources,
)
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset

REFERENCE = Path(__file__).parent / "reference"
KINDS = (commands, settings, access, api, api_changes, definition_files, returns, frameworks, lines, indicators,
         figures, findings, sources, places, areas, record_sets, record_tables, record_views, record_rules, crosswalks,
         rooms, licences)  # fmt: skip


def reference_pages(ruleset: Ruleset) -> dict[str, str]:
    """Every page by its file name."""
    return {name: content for kind in KINDS for name, content in kind.pages(ruleset).items()}


def find_stale_pages(pages: dict[str, str], folder: Path = REFERENCE) -> list[str]:
    """Names of pages that are missing, differ, or should no longer be there."""
    texts_by_name = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.*")}
    return sorted(name for name in texts_by_name.keys() | pages.keys() if texts_by_name.get(name) != pages.get(name))


def write_pages(pages: dict[str, str], folder: Path = REFERENCE) -> list[str]:
    """Write what changed, remove what is no longer made; returns the names."""
    changed = find_stale_pages(pages, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in pages:
            (folder / name).write_text(pages[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def main(argv: Sequence[str] | None = None) -> int:
    """0 when nothing is stale (or all was written), 1 when ``--check`` found stale pages."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, and fail where a page is stale")
    arguments = parser.parse_args(argv)
    pages = reference_pages(load_ruleset())
    tables = {OPTION_TABLE: write_option_table(), HELP_TABLE: write_help_table()}
    if not arguments.check:
        for path, text in tables.items():
            path.write_text(text, encoding="utf-8")
        say(f"{len(pages)} pages; written anew: {', '.join(write_pages(pages)) or 'none'}.")
        return 0
    stale_tables = [path.name for path, text in tables.items() if path.read_text(encoding="utf-8") != text]
    stale_names = find_stale_pages(pages) + stale_tables
    say(
        f"Stale: {', '.join(stale_names)}. Run make docs."
        if stale_names
        else f"{len(pages)} reference pages are up to date."
    )
    return 1 if stale_names else 0


def say(text: str) -> None:
    """A sentence for the person who runs it."""
    print(text, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
