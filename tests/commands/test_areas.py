from __future__ import annotations

from pathlib import Path

import pytest

import cli
from tests.collectors.published.test_area_list import ROWS

LIST = "\n".join(",".join(row) for row in ROWS)


def test_a_list_is_reported_and_its_new_areas_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    out = tmp_path / "pack" / "indicators" / "areas"
    assert cli.main(["areas", "import", str(tmp_path / "list.csv"), "--dry-run"]) == 0
    assert not out.exists()
    assert cli.main(["areas", "import", str(tmp_path / "list.csv"), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "E06999999" in said
    assert "in the list: Hartlepool Bay" in said
    assert sorted(path.name for path in out.iterdir()) == ["areas.csv", "parents.csv"]
    assert cli.main(["areas", "import", str(tmp_path / "list.csv"), "--out", str(out)]) == 2


def test_where_the_rows_go_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    assert cli.main(["areas", "import", str(tmp_path / "list.csv")]) == 2
    assert "--dry-run" in capsys.readouterr().err
