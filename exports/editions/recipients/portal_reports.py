"""Portals' own reports of errors on what was sent to them: their files stored by hash, and their findings as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from exports.editions.storage.edition_blobs import EDITIONS
from mappings.definitions.portals import NewPortalReport, PortalFinding
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import Principal
from returnonce.blobs import sha256


@dataclass(frozen=True)
class PortalReport:
    """A portal's report: its findings, and the hash under which its file is stored."""

    file: str
    file_name: str
    loaded_by: str
    loaded_at: datetime
    findings: tuple[PortalFinding, ...]


@dataclass(frozen=True)
class ReportTables:
    """Where the reports on one kind of sending stand. ``sending``: the reports' column that names the sending."""

    report: type[SQLModel]
    finding: type[SQLModel]
    sending: str


def read_reports(session: Session, tables: ReportTables, sending: int) -> tuple[PortalReport, ...]:
    """Every report on a sending, in the order in which they were loaded. ``sending``: its row's id."""
    row: Any = tables.report
    rows: Any = session.exec(select(row).where(getattr(row, tables.sending) == sending).order_by(col(row.id)))
    return tuple(
        PortalReport(each.file, each.file_name, each.loaded_by, each.loaded_at, _findings(session, tables, each.id))
        for each in rows
    )


def _findings(session: Session, tables: ReportTables, report: int) -> tuple[PortalFinding, ...]:
    row: Any = tables.finding
    rows: Any = session.exec(select(row).where(row.report == report).order_by(col(row.position)))
    return tuple(PortalFinding(each.severity, each.code, each.line, each.row_number, each.message) for each in rows)


def add_report(
    context: AppContext, session: Session, tables: ReportTables, sending: int, report: NewPortalReport, *, by: Principal
) -> dict[str, Any] | None:
    """Keep a report on a sending, and give what the audit trail says of it; None where the same file is there.

    Its file is in the blob store before the transaction begins: a sweep may come between, so it is kept again here.
    """
    name = sha256(report.data)
    if any(earlier.file == name for earlier in read_reports(session, tables, sending)):
        return None
    context.blobs.keep(EDITIONS, report.data)
    row: Any = tables.report(
        **{tables.sending: sending}, file=name, file_name=report.file_name, loaded_by=by.name,
        loaded_at=context.clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        tables.finding(
            report=row.id, position=position, severity=one.severity, code=one.code, row_number=one.row, line=one.line,
            message=one.message,
        )
        for position, one in enumerate(report.findings)
    )  # fmt: skip
    session.flush()
    return {"by": by.name, "file": name, "findings": len(report.findings)}
