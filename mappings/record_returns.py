"""Returns that are made of records about people: who receives them, from which record sets, in which files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from indicators.records.definitions import Layout
from indicators.records.sets import record_sets
from returnonce.definitions import Code, Confidence, Definition, Text
from returnonce.errors import NotFound, Refused
from returnonce.yamls import read_definition

FOLDER = Path(__file__).parent / "record_returns"


class ReturnFile(Definition):
    """A form in which the return is sent, and what its files are called."""

    form: Literal["csv", "xml", "xlsx"]
    name: Text
    source: Text
    confidence: Confidence


class RecordReturn(Definition):
    """``record_returns/<code>.yaml``. ``layout``: whether the newest version is known to be laid out as is wanted."""

    code: Code
    title: Text
    recipient: Text
    record_sets: tuple[Code, ...]
    files: tuple[ReturnFile, ...]
    layout: Layout
    confidence: Confidence
    sources: tuple[Text, ...]
    notes: Text | None = None


def load_record_returns(folder: Path = FOLDER) -> dict[str, RecordReturn]:
    """Every such return by its code.

    Raises:
        Refused: a file is wrong, is not named by its code, or names a record set that there is not.
    """
    found = {path.stem: read_definition(RecordReturn, path) for path in sorted(folder.glob("*.yaml"))}
    known = record_sets()
    for name, each in found.items():
        unknown = sorted(set(each.record_sets) - set(known))
        if each.code != name or unknown:
            what = f"There is no record set {unknown[0]!r}." if unknown else "Its code is not the file's name."
            raise Refused(what, where=f"{name}.yaml", mend=f"Record sets are: {', '.join(known)}.")
    return found


def record_return_named(code: str, folder: Path = FOLDER) -> RecordReturn:
    """One of them, else ``NotFound`` naming those there are."""
    known = load_record_returns(folder)
    if code in known:
        return known[code]
    raise NotFound(f"There is no return of records {code!r}.", mend=f"They are: {', '.join(known)}.")
