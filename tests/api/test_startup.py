"""What a server does before it answers, in a process of its own: objects that are frozen stay so."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, sys
import api.startup
assert "pandera" not in sys.modules
api.startup.prepare_to_answer()
assert "indicators.figures.contract" in sys.modules and "pandera" in sys.modules
assert gc.get_freeze_count() > 1000
"""


def test_the_first_upload_waits_for_no_import() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
