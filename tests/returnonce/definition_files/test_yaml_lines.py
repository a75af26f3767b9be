"""The line on which a value of a YAML file stands."""

from __future__ import annotations

import pytest

from returnonce.definition_files.yaml_lines import find_yaml_line

TEXT = """\
code: a
sources:
  - text: one
  - text: two
    note: three
in_force: {from: 2025-04-01,
           to: null}
on: yes
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("code",), 1),
        (("sources",), 2),
        (("sources", 1), 4),
        (("sources", 1, "note"), 5),
        (("sources", "function-before[f(), X]", 1, "note"), 5),
        (("sources", 7), 2),
        (("sources", 1, "missing"), 4),
        (("in_force", "to"), 7),
        (("on",), 8),
    ],
)
def test_a_path_leads_to_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert find_yaml_line(TEXT, path) == line


@pytest.mark.parametrize("text", ["", "a: [", "- 1\n- 2\n", "text"])
def test_whatever_is_no_mapping_is_its_first_line(text: str) -> None:
    assert find_yaml_line(text, ("a",)) == 1
