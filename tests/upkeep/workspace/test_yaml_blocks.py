"""One key of a YAML file is changed, and all other lines stay as somebody wrote them."""

from __future__ import annotations

import pytest
import yaml

from returnonce.errors import Conflict
from upkeep.workspace.yaml_blocks import set_block

TEXT = """\
# A comment on the whole.
name: kent
packs: [one]
returns:
- {return: x}

# Of the sources.
sources:
  - a list
"""


@pytest.mark.parametrize(("key", "value"), [
    ("packs", ["one", "two"]), ("returns", [{"return": "x"}, {"return": "y", "from": "FY2009-10"}]),
    ("sources", ["another"]), ("schedules", [{"pack": "p"}]), ("name", "surrey"),
])  # fmt: skip
def test_only_the_lines_of_the_key_change(key: str, value: object) -> None:
    changed = set_block(TEXT, key, value)
    assert yaml.safe_load(changed) == yaml.safe_load(TEXT) | {key: value}
    own = [line for line in TEXT.splitlines() if line.startswith(("#", "name" if key != "name" else "packs"))]
    assert [line for line in own if line not in changed.splitlines()] == []


def test_a_comment_within_is_not_lost() -> None:
    with pytest.raises(Conflict, match="comment"):
        set_block("packs:\n- one  # the first\nname: x\n", "packs", ["two"])


def test_a_layout_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(Conflict, match="laid out"):
        set_block("{name: kent, packs: [one]}\n", "packs", ["two"])
