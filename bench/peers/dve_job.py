"""The upload checked by the NHS's Data Validation Engine on DuckDB: its four services, from a submitted file to its
report.

Run as ``python -m bench.peers.dve_job FOLDER OUT`` in an environment of its own.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from dve.core_engine.backends.implementations.duckdb.auditing import DDBAuditingManager
from dve.pipeline.duckdb_pipeline import DDBDVEPipeline

from bench.peers.upload_rules import (
    COLUMNS,
    KEY,
    KINDS,
    MONTH,
    NOTE_LENGTH,
    NUMBER,
    STATUSES,
    SYMBOLS,
    WHOLE,
    CodeLists,
    read_code_lists,
    write_rejected,
)
from bench.stages import Stages

ENTITY = "upload"
#: Each rule in SQL; a row for which it is true is accepted.
RULES = {
    "known indicator": "indicator_known",
    "known area": "area_known",
    "a figure or a symbol, and not both":
        "(coalesce(numerator, denominator, value) IS NOT NULL) != (symbol IS NOT NULL)",
    "both parts or neither": "(numerator IS NULL) = (denominator IS NULL)",
    "parts only where the indicator has them": "coalesce(with_parts, TRUE) OR numerator IS NULL",
    "nothing over nothing":
        "coalesce(TRY_CAST(denominator AS BIGINT) > 0 OR TRY_CAST(numerator AS BIGINT) = 0, TRUE)",
    "no part greater than its whole":
        "coalesce(NOT percentage OR TRY_CAST(denominator AS BIGINT) = 0"
        " OR TRY_CAST(numerator AS BIGINT) <= TRY_CAST(denominator AS BIGINT), TRUE)",
    "each figure once": "times_given = 1",
}  # fmt: skip


def main(folder: Path, out: Path) -> None:
    """Leaves ``result.json`` and ``rejected.json``."""
    logging.disable(logging.CRITICAL)
    stages = Stages()
    with stages.stage("verdict"):
        submitted, rules = _submit(folder, out), _write_rules(out, read_code_lists(folder))
        report = _run(out, submitted, rules)
        rejected = _rejected(out)
    stages.save(out / "result.json", rows=report[2].record_count)
    write_rejected(out, rejected)


def _submit(folder: Path, out: Path) -> Path:
    """The upload, with what is said of it, in a folder of its own."""
    submitted = out / "submitted"
    submitted.mkdir(parents=True)
    shutil.copy(folder / "upload.csv", submitted / "upload.csv")
    about = {"dataset_id": ENTITY, "file_name": "upload", "file_extension": "csv", "submitting_org": "bench"}
    (submitted / "upload.metadata.json").write_text(json.dumps(about), encoding="utf-8")
    return submitted


def _write_rules(out: Path, codes: CodeLists) -> Path:
    """The contract and the rules as the engine's own file, with the code lists beside it."""
    folder = out / "rules"
    folder.mkdir()
    indicators = [(code, code in codes.with_parts, code in codes.percentages) for code in codes.indicators]
    table = pl.DataFrame(indicators, schema=["indicator", "with_parts", "percentage"], orient="row")
    table.write_parquet(folder / "indicators.parquet")
    pl.DataFrame({"area": codes.areas}).write_parquet(folder / "areas.parquet")
    path = folder / "upload.dischema.json"
    path.write_text(json.dumps({"contract": _contract(), "transformations": _transformations()}), encoding="utf-8")
    return path


def _contract() -> dict[str, Any]:
    """Every column as text of a form."""
    forms = {"period": MONTH, "breakdown": "^total$", "kind": _any_of(KINDS), "status": _any_of(STATUSES),
             "symbol": _any_of(SYMBOLS), "numerator": WHOLE, "denominator": WHOLE, "value": NUMBER}  # fmt: skip
    types = {name: {"callable": "constr", "constraints": {"regex": form}} for name, form in forms.items()}
    types["note"] = {"callable": "constr", "constraints": {"max_length": NOTE_LENGTH}}
    dataset = {
        "fields": {name: types.get(name, "str") for name in COLUMNS},
        "mandatory_fields": [*KEY, "status"],
        "reader_config": {".csv": {"reader": "DuckDBCSVReader"}},
    }
    return {"datasets": {ENTITY: dataset}}


def _any_of(codes: tuple[str, ...]) -> str:
    return f"^({'|'.join(codes)})$"


def _transformations() -> dict[str, Any]:
    lists = {name: {"type": "filename", "filename": f"./{name}.parquet"} for name in ("indicators", "areas")}
    times_given = {"operation": "add", "entity": ENTITY, "column_name": "times_given",
                   "expression": f"count(*) OVER (PARTITION BY {', '.join(KEY)})"}  # fmt: skip
    rules = [
        _left_join("indicator", {"indicator IS NOT NULL": "indicator_known", "with_parts": "with_parts",
                                 "percentage": "percentage"}),
        _left_join("area", {"area IS NOT NULL": "area_known"}),
        times_given,
    ]  # fmt: skip
    filters = [
        {"entity": ENTITY, "name": name, "expression": expression, "error_code": name, "failure_message": name,
         "reporting_field": "indicator"}
        for name, expression in RULES.items()
    ]  # fmt: skip
    return {"parameters": {"entity": ENTITY}, "reference_data": lists, "rules": rules, "filters": filters}


def _left_join(key: str, columns: dict[str, str]) -> dict[str, Any]:
    table = f"refdata_{key}s"
    return {
        "operation": "left_join", "entity": ENTITY, "target": table,
        "join_condition": f"{ENTITY}.{key} = {table}.{key}",
        "new_columns": {f"{table}.{expression}": name for expression, name in columns.items()},
    }  # fmt: skip


def _run(out: Path, submitted: Path, rules: Path) -> Any:
    """What the engine reports of the submission."""
    connection = duckdb.connect(str(out / "engine.duckdb"))
    processed = out / "processed"
    processed.mkdir()
    audit = DDBAuditingManager(str(out / "engine.duckdb"), connection=connection)
    pipeline = DDBDVEPipeline(
        processed_files_path=str(processed),
        audit_tables=audit,
        connection=connection,
        rules_path=str(rules),
        submitted_files_path=str(submitted),
    )
    (report,) = pipeline.cluster_pipeline_run(max_workers=1)
    return report


def _rejected(out: Path) -> dict[int, list[str]]:
    """What the engine's own files of errors say of each row, by its number in a spreadsheet."""
    rejected: dict[int, list[str]] = {}
    for path in (out / "processed").glob("*/errors/*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            error = json.loads(line)
            rejected.setdefault(int(error["RecordIndex"]) + 1, []).append(error["ErrorMessage"])
    return rejected


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
