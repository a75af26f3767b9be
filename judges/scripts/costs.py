"""What a judge's own work costs, without the start of its process. Standard library only: judges have little else."""

import time
from pathlib import Path


class Costs:
    """From now on."""

    def __init__(self):
        self.start, self.worked = time.perf_counter(), time.process_time()

    def told(self):
        """Seconds, processor seconds, and the most memory that the process has held, in MiB."""
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        return {
            "seconds": time.perf_counter() - self.start,
            "cpu": time.process_time() - self.worked,
            "peak_mb": peak / 1024,
        }
