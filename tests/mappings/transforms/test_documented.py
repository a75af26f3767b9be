"""The page about definition files shows transforms as they are written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from mappings.transforms.notation import TransformName, parse_transform

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "definition-files.md"
(ROW,) = (row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| `transform` |"))
SHOWN = re.findall(r"`([^`]+)`", ROW)[1:]


@pytest.mark.parametrize("text", SHOWN)
def test_each_example_can_be_read(text: str) -> None:
    assert parse_transform(text).name == text.partition(":")[0]


def test_an_example_is_shown_of_nearly_every_kind() -> None:
    assert len({text.partition(":")[0] for text in SHOWN}) >= len(get_args(TransformName)) - 1
