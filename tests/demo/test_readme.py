"""The first screen of README.md is what the demonstration says now."""

from __future__ import annotations

from docs.readme import README, replace_excerpt
from tests.demo.conftest import Shown


def test_readme_shows_this_demonstration(shown: Shown) -> None:
    summary = shown.outcome.text.replace(str(shown.out), "var/demo")
    readme = README.read_text(encoding="utf-8")
    assert replace_excerpt(readme, summary) == readme, "run: make demo; python -m docs.readme var/demo/summary.txt"
