from __future__ import annotations

from pathlib import Path

import pytest

from mappings.definitions.letter_templates import PARTS, LetterTemplates, load_letter_templates
from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import Refused
from tests.shipped import load_ruleset


def test_every_wording_says_which_parts_it_may_have() -> None:
    assert set(PARTS) == set(LetterTemplates.model_fields)
    for name, parts in PARTS.items():
        assert load_ruleset().jobs.letters.say(name, **dict.fromkeys(parts, "x"))


def test_a_part_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter_templates.yaml"
    path.write_text(
        (RELEASE / "mappings" / "jobs" / "letter_templates.yaml")
        .read_text()
        .replace("{count} collections", "{value} collections")
    )
    with pytest.raises(Refused, match="'value'"):
        load_letter_templates(path)
