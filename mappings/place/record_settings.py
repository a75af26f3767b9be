"""A place's suppliers of records and its settings of record sets, read from its files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from returnonce.definition_files.base import Code, Definition, InForce, Text
from returnonce.definition_files.tsv_files import read_table
from returnonce.errors import Refused

if TYPE_CHECKING:
    from indicators.areas.area_book import AreaBook
    from indicators.records.record_catalogue import RecordDefinitions
    from indicators.records.record_definitions import Setting
    from returnonce.definition_files.file_tree import FilePath

SUPPLIER_COLUMNS = ("record_set", "area", "agency", "sender_code", "from", "to", "source")
SETTING_COLUMNS = ("record_set", "setting", "value", "source")
TRUTH = {"yes": True, "no": False}
#: The unit of a setting that is a day, where its default does not show it.
DATE = "date"


class Supplier(InForce):
    """An agency whose records a measure of the area needs; ``sender_code`` is how its file names it."""

    record_set: Code
    area: Text
    agency: Code
    sender_code: Text | None = None
    source: Text


class RecordSetting(Definition):
    """A place's choice where the official reference leaves one open."""

    record_set: Code
    setting: Code
    value: Text
    source: Text


def read_suppliers(
    folder: FilePath, agencies: Iterable[str], book: AreaBook, records: RecordDefinitions
) -> tuple[Supplier, ...]:
    """``suppliers.tsv``, where there is one.

    Raises:
        Refused: a row names no record set, agency or area that there is.
    """
    path = folder / "suppliers.tsv"
    rows = read_table(path, Supplier, SUPPLIER_COLUMNS) if path.exists() else ()
    known_codes = {"record_set": set(records.codes), "agency": set(agencies)}
    for number, row in enumerate(rows, start=2):
        where = f"{folder.name}/suppliers.tsv row {number}"
        for column, codes in known_codes.items():
            _check_code(getattr(row, column), codes, where, column)
        if row.area not in book:
            raise Refused(f"There is no area '{row.area}'.", where=where, mend="Write its code.")
    return rows


def read_record_settings(folder: FilePath, records: RecordDefinitions) -> dict[str, dict[str, Any]]:
    """``record_settings.tsv``, where there is one: values by record set and setting, typed as the default is.

    Raises:
        Refused: a row names no setting that there is, or its value is of another kind.
    """
    path = folder / "record_settings.tsv"
    rows = read_table(path, RecordSetting, SETTING_COLUMNS) if path.exists() else ()
    values: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=2):
        where = f"{folder.name}/record_settings.tsv row {number}"
        _check_code(row.record_set, set(records.codes), where, "record_set")
        settings = records.settings(row.record_set)
        _check_code(row.setting, set(settings), where, "setting")
        values.setdefault(row.record_set, {})[row.setting] = _parse_value(row.value, settings[row.setting], where)
    return values


def _check_code(code: str, codes: set[str], where: str, column: str) -> None:
    if code not in codes:
        raise Refused(
            f"column {column}: there is no '{code}'.", where=where, mend=f"Known: {', '.join(sorted(codes))}."
        )


def _is_date(setting: Setting) -> bool:
    return isinstance(setting.value, date) or setting.unit == DATE


def _parse_value(text: str, setting: Setting, where: str) -> Any:
    default = setting.value
    try:
        if isinstance(default, bool):
            return TRUTH[text.lower()]
        if _is_date(setting):
            return date.fromisoformat(text)
        if isinstance(default, int) or (default is None and setting.unit is not None):
            return int(text)
    except (KeyError, ValueError) as error:
        kind = (
            "yes or no"
            if isinstance(default, bool)
            else "a date (2010-04-01)"
            if _is_date(setting)
            else "a whole number"
        )
        raise Refused(f"column value: '{text}' is not {kind}.", where=where, mend=f"Write {kind}.") from error
    return [part.strip() for part in text.split("|")] if isinstance(default, list) else text
