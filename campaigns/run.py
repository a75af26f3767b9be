"""``make soak PART=gate``: one part, or without a name all of them one after the other, each within the hour."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from campaigns.figures import size

#: What each part runs; ``others`` are the campaigns that lie among the tests.
PARTS = {
    "files": ["campaigns/test_mutated_files.py"],
    "crashes-sqlite": ["campaigns/test_killed_acts.py", "-k", "sqlite"],
    "crashes-postgresql": ["campaigns/test_killed_acts.py", "-k", "postgresql"],
    "tamperings": ["campaigns/test_tamperings.py"],
    "full-disks": ["campaigns/test_full_disks.py"],
    "postgresql": ["campaigns/test_server_killed.py"],
    "deadline": ["campaigns/test_deadline_day.py"],
    "requests": ["campaigns/test_requests.py"],
    "clock": ["campaigns/test_clock.py"],
    "gate": ["campaigns/test_gate.py"],
    "others": ["tests", "bench"],
}
#: Those whose runs, on SQLite and on PostgreSQL, need not wait for each other.
SIDE_BY_SIDE = {"files", "crashes-sqlite", "crashes-postgresql", "clock", "others"}


def main(names: Sequence[str]) -> int:
    """0 where everything that was asked for held."""
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        print(f"There is no part {unknown[0]}. Parts are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    worst = 0
    for name in names or PARTS:
        print(f"== {name}", flush=True)
        at_once = str(size("processes")) if name in SIDE_BY_SIDE else "0"
        command = [sys.executable, "-m", "pytest", "-m", "soak", "-rs", "-s", "-n", at_once, *PARTS[name]]
        worst |= subprocess.run(command).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
