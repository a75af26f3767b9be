"""The figures of campaigns into ``docs/reliability.md``: the table of each part between its marks.

Run as ``python -m campaigns.document [FOLDER]`` with what the campaigns left; what was not run stays as it is.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from campaigns.figures import FOLDER, ROOT

PAGE = ROOT / "docs" / "reliability.md"
MARKED = re.compile(r"<!-- soak: ([\w-]+) -->\n.*?\n<!-- end -->", re.DOTALL)
#: What the table of a part shows beside how much was asked for and done; the heading of each is its name.
SHOWN: dict[str, tuple[str, ...]] = {
    "files": ("answers", "faults"),
    "crashes": ("calls", "killed", "acknowledged"),
    "tamperings": ("found", "named", "harmless"),
    "full-disks": ("bytes", "told", "went through"),
    "postgresql": ("acknowledged", "longest"),
    "deadline": ("agencies", "hour seconds", "before", "last hour", "sent again"),
    "requests": (),
    "clock": ("years", "taken over"),
    "gate": ("returns", "secrets", "exact", "narrow", "exact by a guess", "steps", "steps found", "broken"),
}
Run = Mapping[str, Any]


def main(arguments: list[str]) -> None:
    """Rewrites the page."""
    runs = read_runs(Path(*arguments[:1]) if arguments else FOLDER)
    PAGE.write_text(fill_page(PAGE.read_text(encoding="utf-8"), runs), encoding="utf-8")


def read_runs(folder: Path) -> dict[str, dict[str, Run]]:
    """The figures of each run, by part and name."""
    paths = sorted(folder.glob("*/*.json"))
    runs: dict[str, dict[str, Run]] = {}
    for path in paths:
        runs.setdefault(path.parent.name, {})[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    return runs


def fill_page(text: str, runs: Mapping[str, Mapping[str, Run]]) -> str:
    """The page with the tables of what was run between its marks."""

    def filled(marked: re.Match[str]) -> str:
        part = marked[1]
        return f"<!-- soak: {part} -->\n{table(part, runs[part])}\n<!-- end -->" if part in runs else marked[0]

    return MARKED.sub(filled, text)


def table(part: str, runs: Mapping[str, Run]) -> str:
    """One row for each run, and below it when and on what."""
    shown = SHOWN[part]
    header = ["run", "asked for", "done", "held", *shown, "minutes", "load"]
    rows = [
        [name, f"{run['wanted']:,}", f"{run['done']:,}", "yes" if run["held"] else "no",
         *(_in_words(run.get(each, "")) for each in shown), f"{run['seconds'] / 60:.1f}",
         " to ".join(map(str, run["load"]))]
        for name, run in runs.items()
    ]  # fmt: skip
    lines = ["| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join([*lines, "", _when_and_where(runs)])


def _when_and_where(runs: Mapping[str, Run]) -> str:
    days = sorted({run["day"] for run in runs.values()})
    machines = sorted({run["machine"] for run in runs.values()})
    seeds = sorted({str(run["seed"]) for run in runs.values()})
    return f"{' and '.join(days)}; {' and '.join(machines)}; seed {' and '.join(seeds)}."


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_in_words(count)}" for name, count in sorted(value.items()))
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
