"""Who gave a figure stands on pages by name, publishers too."""

from __future__ import annotations

import pytest

from api.pages.views.figure import agency_name
from api.pages.wording import PUBLISHERS
from tests.shipped import load_ruleset


@pytest.mark.parametrize(
    ("code", "name"),
    [(None, ""), ("dfe", "Department for Education"), ("lewisham-pct", "Lewisham Primary Care Trust"),
     ("dfe, ons", "Department for Education, Office for National Statistics"), ("nobody", "nobody")],
)  # fmt: skip
def test_a_code_is_shown_as_its_name(code: str | None, name: str) -> None:
    assert agency_name(load_ruleset(), code) == name


def test_every_publisher_that_is_read_has_a_name() -> None:
    assert {source.publisher for source in load_ruleset().sources.values()} == set(PUBLISHERS)
