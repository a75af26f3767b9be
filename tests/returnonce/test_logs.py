from __future__ import annotations

import io
import json
import sys

import pytest
import structlog

from returnonce.logs import configure
from returnonce.settings import Settings


def test_a_log_goes_to_standard_error_as_it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log = structlog.get_logger()
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
