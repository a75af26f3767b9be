"""What a new pack begins with: one indicator and one return that work, to be replaced."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Template

from returnonce.errors import Conflict, WrongUsage

#: Texts with ``$name`` and the like, each with the file that it becomes.
SKELETON = Path(__file__).with_name("skeleton")
#: The example's code is as long, and no code has more than 80 signs.
MOST = 60
FILES = {
    "pack.yaml.txt": "pack.yaml",
    "README.md.txt": "README.md",
    "indicator.yaml.txt": "indicators/catalogue/$name/$name-example.yaml",
    "edition.yaml.txt": "mappings/returns/$name/$year.yaml",
    "lines.tsv.txt": "mappings/returns/$name/lines.tsv",
    "layout.yaml.txt": "mappings/layouts/$name-workbook.yaml",
}
_SET = "indicators/records/sets/$name"
#: Those of a pack with a record set; the return and the manifest are like the others'.
RECORD_SET_FILES = {
    "pack.yaml.txt": "pack.yaml",
    "edition.yaml.txt": "mappings/returns/$name/$year.yaml",
    "record_set/README.md.txt": "README.md",
    "record_set/set.yaml.txt": f"{_SET}/set.yaml",
    "record_set/version.yaml.txt": f"{_SET}/versions/1/version.yaml",
    "record_set/columns.tsv.txt": f"{_SET}/versions/1/columns.tsv",
    "record_set/codes.tsv.txt": f"{_SET}/versions/1/codes.tsv",
    "record_set/rules.yaml.txt": f"{_SET}/rules.yaml",
    "record_set/views.yaml.txt": f"{_SET}/views.yaml",
    "record_set/work_lists.yaml.txt": f"{_SET}/work_lists.yaml",
    "record_set/in_time.yaml.txt": "indicators/catalogue/$name/$name-in-time.yaml",
    "record_set/children.yaml.txt": "indicators/catalogue/$name/$name-children.yaml",
    "record_set/lines.tsv.txt": "mappings/returns/$name/lines.tsv",
    "record_set/record_return.yaml.txt": "mappings/record_returns/$name-records.yaml",
}


def write_skeleton(name: str, folder: Path, today: date, *, record_set: bool = False) -> list[Path]:
    """Write a new pack of that name below a folder, and give back its files; its return begins this financial year.

    ``record_set``: its figures are derived from a record set of its own.

    Raises:
        WrongUsage: the name is none that a pack can have.
        Conflict: there is something of that name already.
    """
    _check_name(name)
    pack = folder / name
    if pack.exists():
        raise Conflict(f"There is a {pack} already.", mend="Choose another name, or move it away.")
    paths = []
    for relative, text in list_skeleton_files(name, today, record_set=record_set).items():
        path = pack / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def list_skeleton_files(name: str, today: date, *, record_set: bool = False) -> dict[str, str]:
    """What each file of a new pack says, by its path from the pack's folder."""
    words = _list_words(name, today) | {"layout": "plain" if record_set else f"{name}-workbook"}
    return {
        Template(target).substitute(words): Template((SKELETON / source).read_text(encoding="utf-8")).substitute(words)
        for source, target in (RECORD_SET_FILES if record_set else FILES).items()
    }


def _check_name(name: str) -> None:
    # YAML reads digits alone as a number.
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > MOST:
        raise WrongUsage(
            f"{name!r} is no name of a pack.",
            mend="Begin with a small letter; use small letters, digits and single hyphens, as in kent-cabinet.",
        )


def _list_words(name: str, today: date) -> dict[str, str]:
    first = today.year - (today < date(today.year, 4, 1))
    year = f"{first}-{(first + 1) % 100:02d}"
    return {
        "name": name,
        "line": name.upper().replace("-", " "),
        "year": f"FY{year}",
        "year_words": year,
        "start": f"{first}-04-01",
        "today": today.isoformat(),
        # Days and ages of the example of a record set.
        "april": f"{first}-04-11",
        "spring": f"{first}-05-15",
        "after": f"{first + 1}-04-01",
        "age_a": str(first + 1 - 2012),
        "age_b": str(first - 2015),
    }
