"""What the check of one file may take, by its size; and which files are checked in a child that others share."""

from __future__ import annotations

from pathlib import Path

from collectors.readers.file_kinds import detect_kind
from collectors.readers.xlsx.package_checks import ZIP
from returnonce.sandbox import SandboxLimits

GIBI, MEBI = 1 << 30, 1 << 20
#: A file as small as can be, and what each of its bytes, or each MB, adds. What is packed is larger than it looks.
LEAST_MEMORY, MOST_MEMORY, MEMORY_PER_BYTE = GIBI, 4 * GIBI, 16
LEAST_CPU_SECONDS, CPU_SECONDS_PER_MB = 10, 2
PACKED_FACTOR = 8
#: On a busy machine a second of processor takes this many by the clock.
WALL_FACTOR = 2
#: A file of so many bytes takes a fiftieth of a second; what takes longer is checked again by the limits of its size.
SMALL_BYTES = 1 << 16
SHARED_LIMITS = SandboxLimits(memory=GIBI, cpu_seconds=2, wall_seconds=5, file_bytes=GIBI)


def choose_limits(path: Path) -> SandboxLimits:
    """Two rows may take 10 seconds of processor; 5 MB of CSV 20, 200 MB 410."""
    size = estimate_size(path)
    cpu_seconds = LEAST_CPU_SECONDS + CPU_SECONDS_PER_MB * size // MEBI
    return SandboxLimits(
        memory=min(LEAST_MEMORY + MEMORY_PER_BYTE * size, MOST_MEMORY),
        cpu_seconds=cpu_seconds,
        wall_seconds=WALL_FACTOR * cpu_seconds,
        file_bytes=MOST_MEMORY,
    )


def estimate_size(path: Path) -> int:
    """Bytes of a file as it is once unpacked, where it is packed: as many as such files usually come to."""
    with path.open("rb") as stream:
        factor = PACKED_FACTOR if stream.read(len(ZIP)) == ZIP else 1
    return path.stat().st_size * factor


def is_small_text(path: Path) -> bool:
    """Plain text that no library of a packed or marked-up format ever sees."""
    with path.open("rb") as stream:
        start = stream.read(SMALL_BYTES + 1)
    return len(start) <= SMALL_BYTES and detect_kind(start) == "csv"
