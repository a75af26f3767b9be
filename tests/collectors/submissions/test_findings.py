"""The catalogue of findings, and how findings are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.readers.limits import SHOWN_FINDINGS
from collectors.readers.marks import Mark, mark_frame, no_marks
from collectors.submissions.findings import as_findings, group_findings, has_errors, word_marks
from mappings.ruleset.loading import ruleset_of
from returnonce.definition_files.file_tree import RELEASE, DefinitionFiles
from returnonce.definition_files.yaml_files import read_yaml
from tests.mappings.ruleset.changed_definitions import changed
from tests.shipped import definition_files, load_finding_kinds

KINDS = load_finding_kinds()


def test_every_finding_is_tested_somewhere() -> None:
    own = read_yaml(RELEASE / "mappings" / "findings" / "figures.yaml")
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("*.py"))
    assert [code for code in own if f'"{code}"' not in sources] == []


@pytest.mark.parametrize("code", list(KINDS))
def test_every_finding_says_what_why_and_how_to_mend(code: str) -> None:
    kind = KINDS[code]
    findings = as_findings(
        word_marks(mark_frame([Mark(code, 7, "value", "12", "more\x1fdo this")]), KINDS, sheet="Figures")
    )
    assert len(findings) == 1
    for sentence in (findings[0].message, findings[0].mend):
        assert "{" not in sentence
        assert sentence[:1].isupper() or sentence[:1].isdigit() or sentence.startswith(("more", "do this"))
    assert kind.why


def test_a_cell_is_shown_short_and_harmless() -> None:
    hostile = "{detail}\x00\u202e" + "x" * 200
    finding = as_findings(word_marks(mark_frame([Mark("number-words", 2, "value", hostile)]), KINDS, sheet=None))[0]
    assert finding.value is not None
    assert len(finding.value) == 60
    assert finding.value.startswith("{detail}  x")
    assert finding.message.startswith("{detail}  x")


def test_the_file_comes_first_then_rows_in_order() -> None:
    marks = [Mark("value-alone", 9), Mark("period-missing", 3), Mark("indicator-missing", 3), Mark("encoding-utf16")]
    findings = as_findings(word_marks(mark_frame(marks), KINDS, sheet="Figures"))
    assert [(f.code, f.sheet) for f in findings] == [
        ("encoding-utf16", None), ("indicator-missing", "Figures"), ("period-missing", "Figures"),
        ("value-alone", "Figures"),
    ]  # fmt: skip


def test_groups_show_the_worst_first_and_fifteen_of_each() -> None:
    marks = [Mark("value-alone", n) for n in range(2, 9)] + [
        Mark("number-words", n, "value", "x") for n in range(2, 40)
    ]
    groups = group_findings(word_marks(mark_frame(marks), KINDS, sheet=None), KINDS)
    assert [(g.code, g.total, len(g.first_findings)) for g in groups] == [
        ("number-words", 38, SHOWN_FINDINGS),
        ("value-alone", 7, 7),
    ]


def test_notes_and_queries_do_not_refuse() -> None:
    assert not has_errors(mark_frame([Mark("value-alone", 2), Mark("big-change", 2)]), KINDS)
    assert not has_errors(no_marks(), KINDS)
    assert has_errors(mark_frame([Mark("value-alone", 2), Mark("file-empty")]), KINDS)


@pytest.mark.long
def test_findings_are_worded_by_the_ruleset_that_is_given() -> None:
    older = ruleset_of(DefinitionFiles(changed(definition_files())))
    marks = mark_frame([Mark("file-empty")])
    messages = [as_findings(word_marks(marks, each, sheet=None))[0].message for each in (older.finding_kinds, KINDS)]
    assert messages == ["CHANGED The file is empty.", "The file is empty."]
