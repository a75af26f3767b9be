"""Stores of past releases: the schema of each revision, with made-up rows of that time."""

from __future__ import annotations

import hashlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from returnonce.audit import GENESIS
from returnonce.sqlite_reading import MIGRATIONS

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012",
             "0013", "0014", "0015", "0016", "0017", "0018", "0019", "0020")  # fmt: skip
#: The last revision before rows are bound to acts, which made-up rows have not; later stores are made from it.
OF_ROWS = "0012"
NOON = "2026-01-05 12:00:00.000000"
FILE = hashlib.sha256(b"made up").hexdigest()
#: What is added to a store from each revision on.
ROWS: dict[str, tuple[str, ...]] = {
    "0001": (
        "INSERT INTO code (id, domain, text) VALUES (1, 'area', 'E09000023'), (2, 'period', 'FY2009-10'),"
        " (3, 'indicator', 'share'), (4, 'breakdown', '')",
        "INSERT INTO batch (id, name, kind, agency, file, file_name, ruleset, made_at)"
        f" VALUES (1, 'one', 'submitted', 'a', '{FILE}', 'a.csv', '0', '{NOON}+00'),"
        f" (2, 'two', 'submitted', 'a', '{FILE}', 'b.csv', '0', '{NOON}+00')",
        f"INSERT INTO withdrawal (batch, at, reason) VALUES (2, '{NOON}+00', 'twice: a\ttab, a\nline')",
        "INSERT INTO touch (batch, area, period) VALUES (1, 1, 2), (2, 1, 2)",
        "INSERT INTO figure (batch, area, period, indicator, breakdown, kind, numerator, denominator, status, locator)"
        " VALUES (1, 1, 2, 3, 4, 0, 12000000, 100000000, 1, 'row 2'), (2, 1, 2, 3, 4, 0, -5, 9, 0, 'row \\2')",
    ),
    "0003": (
        "INSERT INTO submission (id, name, batch, agency, file, file_name, received_at, ruleset, counts)"
        f" VALUES (1, 'one', 1, 'a', '{FILE}', 'a.csv', '{NOON}+00', '0', '{{}}')",
        "INSERT INTO finding (submission, position, severity, code, message, mend, found_at)"
        f" VALUES (1, 1, 'note', 'changed', 'm', 'n', '{NOON}+00')",
    ),
    "0004": (
        "INSERT INTO record_submission (batch, record_set, version, agency, area, period, rows, case_name, keep_until)"
        " VALUES (1, 's', 'v', 'a', 'E09000023', 'FY2009-10', 3, 'ab', '2030-01-01')",
    ),
    "0005": (
        "INSERT INTO extension (id, place, return_code, period, until, granted_by, reason, granted_at)"
        f" VALUES (1, 'p', 'r', 'FY2009-10', '2026-02-01', 'us', 'snow', '{NOON}+00')",
    ),
    "0006": (f"INSERT INTO mark (key, at) VALUES ('once', '{NOON}+00')",),
    "0008": (
        "INSERT INTO account (id, name, title, kind, at, by)"
        f" VALUES (1, 'amira', 'Amira', 'person', '{NOON}+00', 'console')",
        "INSERT INTO password (id, account, hash, rehashed, at, by)"
        f" VALUES (1, 1, 'argon2', false, '{NOON}+00', 'console')",
        "INSERT INTO access_session (id, account, hash, how, at, seen_at)"
        f" VALUES (1, 1, 'hash', 'password', '{NOON}+00', '{NOON}+00')",
        f"INSERT INTO access_session_end (session, at) VALUES (1, '{NOON}+00')",
    ),
    "0007": (
        "INSERT INTO outbox (id, key, recipient, subject, body, made_at, not_before)"
        f" VALUES (1, 'k', 'p/c', 's', 'b', '{NOON}+00', '{NOON}+00')",
    ),
}


def build(engine: Engine, revision: str, home: Path) -> None:
    """A store as the release of that revision left it, with rows in whatever tables it had."""
    home.mkdir(parents=True, exist_ok=True)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, min(revision, OF_ROWS))
        for since in sorted(ROWS):
            for statement in ROWS[since] if since <= revision else ():
                connection.execute(text(_of(engine, statement).replace(":", "\\:")))
        details, instant = '{"made":"up"}', "2026-01-05T12:00:00+00:00"
        hashed = hashlib.sha256("\n".join((GENESIS, instant, "accept-upload", "one", details)).encode()).hexdigest()
        connection.execute(
            text(
                "INSERT INTO audit (at, act, subject, details, previous, hash)"
                " VALUES (:at, 'accept-upload', 'one', :details, :previous, :hash)"
            ),
            {"at": _of(engine, f"{NOON}+00"), "details": details, "previous": GENESIS, "hash": hashed},
        )
        command.upgrade(config, revision)


def _of(engine: Engine, statement: str) -> str:
    """SQLite keeps instants without a zone."""
    return statement.replace("000000+00", "000000") if engine.dialect.name == "sqlite" else statement
