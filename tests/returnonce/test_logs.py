from __future__ import annotations

import io
import json
import sys

import pytest

from returnonce.logs import configure, get_logger
from returnonce.settings import Settings


def test_a_log_goes_to_standard_error_as_it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log = get_logger()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    configure(Settings(log_format="json"))
    sys.stderr.close()
    now = io.StringIO()
    monkeypatch.setattr(sys, "stderr", now)
    log.error("the disk is full", action="disk_full")
    log.info("nothing much")
    assert json.loads(now.getvalue()) | {"timestamp": ""} == {
        "event": "the disk is full",
        "action": "disk_full",
        "level": "error",
        "timestamp": "",
    }


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_by_its_lines_and_never_by_what_it_held(
    monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    log_text = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log_text)
    configure(Settings(log_format=form, log_level="debug"))
    record = {"CHILD": "ZQSURNAME", "DOB": "29/02/2012"}
    try:
        raise ValueError(f"cannot convert {record}")
    except ValueError as error:
        get_logger().debug("a bug", exc_info=error)
        get_logger().exception("a duty failed")
    assert "ZQSURNAME" not in log_text.getvalue()
    assert "29/02/2012" not in log_text.getvalue()
    assert log_text.getvalue().count("ValueError") == 2
    assert "test_logs.py:" in log_text.getvalue()


@pytest.mark.parametrize(("least", "written"), [("debug", True), ("info", True), ("warning", False), ("error", False)])
def test_whoever_has_much_to_say_may_ask_before(sqlite_settings: Settings, least: str, *, written: bool) -> None:
    configure(sqlite_settings.model_copy(update={"log_level": least}))
    assert get_logger().writes("info") is written
