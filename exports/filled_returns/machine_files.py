"""The data files of a filled return, for programs: CSV with two descriptions, Parquet, SDMX."""

from __future__ import annotations

from exports.filled_returns.render import file_stem
from exports.formats import csvw, data_csv, data_package, parquet_file
from exports.formats.sdmx import csv_file as sdmx_csv
from exports.formats.sdmx import structure as sdmx_structure
from exports.presentation.cell_rows import make_cell_rows
from mappings.fill.cells import FilledReturn

CSV = "text/csv; charset=utf-8"
PARQUET = "application/vnd.apache.parquet"
JSON = "application/json"
SDMX_CSV = sdmx_csv.MEDIA_TYPE
#: What follows the stem of a return's files, by the format's name.
ENDINGS = {"csv": ".data.csv", "parquet": ".parquet", "sdmx.csv": ".sdmx.csv"}
#: Name, media type, bytes.
MachineFile = tuple[str, str, bytes]


def render_machine_files(filled: FilledReturn) -> list[MachineFile]:
    """CSV for machines with two descriptions, Parquet, SDMX-CSV with its structure; the same for the same cells.

    Names are told apart by their endings, and the descriptions name the files beside them.
    """
    rows, name = make_cell_rows(filled), file_stem(filled)
    table = data_csv.write(rows)
    data_name = name + ENDINGS["csv"]
    return [
        (data_name, CSV, table),
        (data_name + csvw.ENDING, csvw.MEDIA_TYPE, csvw.write(filled, data_name)),
        (data_package.NAME, JSON, data_package.write(filled, data_name, table)),
        (name + ENDINGS["parquet"], PARQUET, parquet_file.write(rows, file_metadata(filled))),
        (name + ENDINGS["sdmx.csv"], SDMX_CSV, sdmx_csv.write(filled, rows)),
        (name + sdmx_structure.ENDING, sdmx_structure.MEDIA_TYPE, sdmx_structure.write(filled)),
    ]


def render_machine_format(filled: FilledReturn, form: str) -> tuple[str, bytes]:
    """Media type and bytes of one of ``parquet`` and ``sdmx.csv``, and ``data.csv``."""
    rows = make_cell_rows(filled)
    if form == "parquet":
        return PARQUET, parquet_file.write(rows, file_metadata(filled))
    if form == "sdmx.csv":
        return SDMX_CSV, sdmx_csv.write(filled, rows)
    return CSV, data_csv.write(rows)


def file_metadata(filled: FilledReturn) -> dict[str, str]:
    """The metadata that a file carries."""
    return {
        "return": filled.return_code, "edition": filled.edition.edition, "area": filled.area.code,
        "period": filled.period.code, "ruleset": filled.ruleset,
        "illustrative": "true" if filled.illustrative else "false",
    }  # fmt: skip
