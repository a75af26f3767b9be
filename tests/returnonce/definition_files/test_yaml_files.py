from __future__ import annotations

from pathlib import Path

import pytest

from indicators.catalogue.indicator import Breakdown
from returnonce.definition_files.yaml_files import read_definition, read_yaml
from returnonce.errors import Refused

GOOD = "code: sex\ntitle: Sex\nmembers: [F, M]\nkind: partition\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD + "code: other\n", "'code' is given twice"),
        (GOOD + "colour: red\n", "colour"),
        ("code: sex\n", "title"),
        ("code: [", "cannot be read"),
        (GOOD.replace("partition", "sometimes"), "kind"),
    ],
)
def test_a_wrong_file_names_file_and_fault(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "sex.yaml"
    path.write_text(content)
    with pytest.raises(Refused, match=expected) as error:
        read_definition(Breakdown, path)
    assert error.value.where == "sex.yaml"


def test_a_right_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sex.yaml"
    path.write_text(GOOD)
    assert read_definition(Breakdown, path).members == ("F", "M")


@pytest.mark.parametrize("key", ["on", "no", "Yes"])
def test_a_key_is_as_it_is_written(tmp_path: Path, key: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"due: {{{key}: {{month: 5}}, sure: yes}}\n")
    assert read_yaml(path) == {"due": {key: {"month": 5}, "sure": True}}
