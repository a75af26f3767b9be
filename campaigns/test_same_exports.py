"""Which differences between two demonstrations are masked, and that no other is."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from campaigns.same_exports import DemoOutput, differences


def written(folder: Path, ruleset: str, *, figure: str = "12", head: str = "a") -> DemoOutput:
    """A small output: a file that names the ruleset, a workbook, a manifest, a calendar, a summary, an edition."""
    for name in ("returns", "returns-of-records", "records-made-up", "templates", "calendars"):
        (folder / name).mkdir(parents=True)
    data = json.dumps({"ruleset": ruleset, "figure": figure}).encode()
    book = BytesIO()
    with ZipFile(book, "w") as archive:
        # Of no time of day, so that two workbooks made a moment apart are the same.
        archive.writestr(ZipInfo("sheet.xml"), f"<v>{figure}</v><s>{ruleset[:12]}</s>")
    files = [{"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
             for name, content in (("a.json", data), ("a.xlsx", book.getvalue()))]  # fmt: skip
    manifest = {"ruleset": ruleset, "audit_head": sha256(head.encode()).hexdigest(), "files": files}
    (folder / "returns" / "a.json").write_bytes(data)
    (folder / "returns" / "a.xlsx").write_bytes(book.getvalue())
    (folder / "returns" / "a.manifest.json").write_text(json.dumps(manifest))
    (folder / "calendars" / "a.ics").write_text(f"DTSTAMP:2026112{len(head)}T100000Z\nSUMMARY:{figure}")
    (folder / "summary.txt").write_text("what was done")
    archives, editions = folder / "home" / "files" / "rulesets", folder / "home" / "files" / "editions" / "00"
    archives.mkdir(parents=True)
    editions.mkdir(parents=True)
    (archives / f"{ruleset}.zip").write_bytes(b"")
    (editions / sha256(data).hexdigest()).write_bytes(data)
    return DemoOutput(folder)


def test_another_ruleset_audit_head_and_instant_are_masked(tmp_path: Path) -> None:
    before = written(tmp_path / "before", "1" * 64)
    after = written(tmp_path / "after", "2" * 64, head="bb")
    assert differences(before, after) == []


def test_another_figure_is_found_in_every_file(tmp_path: Path) -> None:
    before, after = written(tmp_path / "before", "1" * 64), written(tmp_path / "after", "1" * 64, figure="13")
    assert differences(before, after) == [
        "different: calendars/a.ics",
        "different: returns/a.json",
        "different: returns/a.manifest.json",
        "different: returns/a.xlsx",
        "files of published editions: 1 are gone, 1 are new",
    ]


def test_missing_and_new_files_are_found(tmp_path: Path) -> None:
    before, after = written(tmp_path / "before", "1" * 64), written(tmp_path / "after", "1" * 64)
    (tmp_path / "before" / "templates" / "old.xlsx").write_bytes(b"")
    (tmp_path / "after" / "templates" / "new.xlsx").write_bytes(b"")
    assert differences(before, after) == ["missing: templates/old.xlsx", "new: templates/new.xlsx"]


def test_a_manifest_that_is_not_true_ends_the_comparison(tmp_path: Path) -> None:
    before, after = written(tmp_path / "before", "1" * 64), written(tmp_path / "after", "1" * 64)
    (tmp_path / "after" / "returns" / "a.json").write_bytes(b"{}")
    with pytest.raises(SystemExit, match=r"a\.json"):
        differences(before, after)


@pytest.mark.parametrize(("member", "lines"), [("a row", []), ("another row", ["different: records-made-up/a.zip"])])
def test_another_packing_of_the_same_members_is_no_difference(tmp_path: Path, member: str, lines: list[str]) -> None:
    outputs = [written(tmp_path / name, "0" * 64) for name in ("one", "two")]
    for output, level, text in zip(outputs, (1, 9), ("a row", member), strict=True):
        path = output.folder / "records-made-up" / "a.zip"
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=level) as archive:
            archive.writestr("a.csv", text * 1000)
        digest = sha256(path.read_bytes()).hexdigest()
        (output.folder / "returns" / "b.json").write_text(json.dumps({"file": digest, "short": digest[:12]}))
    found = differences(*(DemoOutput(output.folder) for output in outputs))
    assert [line for line in found if "a.zip" in line] == lines
    assert bool(found) == bool(lines)
