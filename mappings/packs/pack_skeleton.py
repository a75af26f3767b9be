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
}


def write_skeleton(name: str, folder: Path, today: date) -> list[Path]:
    """Write a new pack of that name below a folder, and give back its files; its return begins this financial year.

    Raises:
        WrongUsage: the name is none that a pack can have.
        Conflict: there is something of that name already.
    """
    _check_name(name)
    pack = folder / name
    if pack.exists():
        raise Conflict(f"There is a {pack} already.", mend="Choose another name, or move it away.")
    paths = []
    for relative, text in list_skeleton_files(name, today).items():
        path = pack / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def list_skeleton_files(name: str, today: date) -> dict[str, str]:
    """What each file of a new pack says, by its path from the pack's folder."""
    words = _list_words(name, today)
    return {
        Template(target).substitute(words): Template((SKELETON / source).read_text(encoding="utf-8")).substitute(words)
        for source, target in FILES.items()
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
    }
