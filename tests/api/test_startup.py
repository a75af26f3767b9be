"""What a server does before it answers, in a process of its own: what is frozen stays so, many files may be open."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc, resource, sys
import api.startup
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
assert "pandera" not in sys.modules
api.startup.prepare_to_answer()
assert "indicators.figures.contract" in sys.modules and "pandera" in sys.modules
assert gc.get_freeze_count() > 1000
assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == (65_536 if hard < 0 else min(65_536, hard))
"""


def test_the_first_upload_waits_for_no_import() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
