"""Stores batches of figures, reads the version that counts, lists versions, withdraws batches.

For each figure of each agency, the newest batch that is known and not withdrawn wins. A correction therefore
holds only what it corrects; all other figures keep their own origin. After a withdrawal the version before counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import polars as pl
from sqlmodel import Session, col, select

from indicators.figures import bulk_rows
from indicators.figures.code_book import CodeBook
from indicators.figures.figure_key import FigureKey
from indicators.figures.figure_schema import FIGURE_SCHEMA, KINDS, STATUSES, SYMBOLS
from indicators.figures.models import BatchInputRow, BatchRow, CodeRow, WithdrawalRow
from returnonce.errors import Conflict, NotFound

FIGURE_KEY = FigureKey._fields
#: What :func:`read_figures` adds: where each figure came from. ``batch`` orders versions.
FIGURE_ORIGIN_SCHEMA: dict[str, type[pl.DataType]] = FIGURE_SCHEMA | {
    "batch": pl.Int64,
    **dict.fromkeys(("agency", "batch_kind", "origin", "file", "file_name"), pl.String),
}
_INSTANT = pl.Datetime("us", "UTC")
BATCH_TIMES_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "batch": pl.Int64,
    **dict.fromkeys(("name", "batch_kind", "agency"), pl.String),
    **dict.fromkeys(("made_at", "gone_at"), _INSTANT),
}
_NUMBERS = ("numerator", "denominator", "value", "rounded_to", "lower", "upper")
_STORED_COLUMNS = ("batch", "area", "period", "indicator", "breakdown", "kind", *_NUMBERS[:3], "symbol", "status",
           *_NUMBERS[3:], "note", "locator")  # fmt: skip
_STORED_SCHEMA = dict.fromkeys(_STORED_COLUMNS, pl.Int64) | {"note": pl.String, "locator": pl.String}
_BATCH_SCHEMA = {"batch": pl.Int64} | dict.fromkeys(("origin", "batch_kind", "agency", "file", "file_name"), pl.String)


@dataclass(frozen=True)
class NewBatch:
    """A batch about to be stored.

    ``file``: SHA-256 of the bytes it came from. ``mapping_hash``: that of the mapping that read them, where one did.
    """

    kind: str
    agency: str
    file: str
    file_name: str
    ruleset: str
    made_at: datetime
    inputs: tuple[str, ...] = ()
    mapping_hash: str = ""

    @property
    def name(self) -> str:
        """The same on every store: a hash over who gave which bytes, and what read them."""
        parts = (self.kind, self.agency, self.file, *filter(None, [self.mapping_hash]))
        return sha256("\n".join(parts).encode()).hexdigest()


def record_batch(session: Session, batch: NewBatch, figures: pl.DataFrame) -> BatchRow:
    """Append a batch and its figures (``FigureContract``) in the caller's transaction.

    Raises:
        Conflict: the same agency gave the same bytes before.
        SchemaError: the figures break their contract; a bug, since checks come before this.
    """
    # Not at the top: pandera takes over half a second to import, and most commands store nothing.
    from indicators.figures.contract import FigureContract

    if find_batch(session, batch.name) is not None:
        raise Conflict("These bytes were received before.", mend="They are stored once; nothing is to be done.")
    fields = {name: getattr(batch, name) for name in ("kind", "agency", "file", "file_name", "ruleset", "made_at")}
    row = BatchRow(name=batch.name, **fields)
    session.add(row)
    session.flush()
    assert row.id is not None
    for name in batch.inputs:
        session.add(BatchInputRow(batch=row.id, input=_require_batch(session, name)))
    book = CodeBook(session)
    rows = (
        _encode(FigureContract.validate(figures), book)
        .with_columns(batch=pl.lit(row.id, pl.Int64))
        .select(_STORED_COLUMNS)
    )
    touches = rows.select("batch", "area", "period").unique()
    bulk_rows.insert_rows(session, "touch", touches.sort("area", "period"))
    bulk_rows.insert_rows(session, "figure", rows.sort("area", "period", "indicator", "breakdown", "kind"))
    return row


@dataclass(frozen=True)
class BatchExclusion:
    """Batches that are left out: all of one agency, and by name those that are read as if they were withdrawn."""

    agency: str | None = None
    withdrawn: frozenset[str] = frozenset()


def read_figures(
    session: Session,
    *,
    areas: Iterable[str] | None = None,
    periods: Iterable[str] | None = None,
    indicators: Iterable[str] | None = None,
    as_of: datetime | None = None,
    without: BatchExclusion = BatchExclusion(),
) -> pl.DataFrame:
    """The winning figures of every agency, as ``FIGURE_ORIGIN_SCHEMA``, as known at ``as_of``."""
    book = CodeBook(session)
    filters = {
        "area": book.ids("area", areas),
        "period": book.ids("period", periods),
        "indicator": book.ids("indicator", indicators),
    }
    batches = _live_batches(session, as_of, without.withdrawn).filter(pl.col("agency").ne_missing(without.agency))
    stored_rows = _read_stored(session, batches["batch"].to_list(), filters)
    return _decode(_filter_winning(stored_rows, batches), book, _all_batches(session))


def read_versions(session: Session, *, indicator: str, area: str, period: str) -> pl.DataFrame:
    """Every version of a figure, oldest first: ``FIGURE_ORIGIN_SCHEMA``, made_at, withdrawn_at."""
    book = CodeBook(session)
    filters = {"area": book.ids("area", [area]), "period": book.ids("period", [period]),
              "indicator": book.ids("indicator", [indicator])}  # fmt: skip
    batches = _all_batches(session)
    stored_rows = _read_stored(session, batches["batch"].to_list(), filters)
    times = pl.DataFrame(
        [(b.id, b.made_at, w) for b, w in _with_withdrawals(session)],
        schema={"batch": pl.Int64, "made_at": _INSTANT, "withdrawn_at": _INSTANT},
        orient="row",
    )
    return _decode(stored_rows, book, batches).join(times, on="batch").sort("batch", "breakdown", "kind")


def read_history(
    session: Session,
    *,
    areas: Iterable[str] | None = None,
    periods: Iterable[str] | None = None,
    indicators: Iterable[str] | None = None,
) -> pl.DataFrame:
    """Every version ever given of those figures, withdrawn ones too, as ``FIGURE_ORIGIN_SCHEMA``.

    :func:`read_batch_times` says from when until when each of them counted.
    """
    book = CodeBook(session)
    filters = {
        "area": book.ids("area", areas),
        "period": book.ids("period", periods),
        "indicator": book.ids("indicator", indicators),
    }
    batches = _all_batches(session)
    return _decode(_read_stored(session, batches["batch"].to_list(), filters), book, batches)


def read_batch_figures(session: Session, names: Iterable[str]) -> pl.DataFrame:
    """All figures of the named batches, whether they still count or not, as ``FIGURE_ORIGIN_SCHEMA``."""
    batches = _all_batches(session).filter(pl.col("origin").is_in(list(names)))
    filters: dict[str, list[int] | None] = dict.fromkeys(("area", "period", "indicator"))
    return _decode(_read_stored(session, batches["batch"].to_list(), filters), CodeBook(session), batches)


def read_periods(session: Session) -> list[str]:
    """Codes of all periods with a figure."""
    return list(session.exec(select(CodeRow.text).where(CodeRow.domain == "period").order_by(CodeRow.text)))


def read_batch_times(session: Session) -> pl.DataFrame:
    """``BATCH_TIMES_SCHEMA``: each batch, when it was made, when it or one that it was made from was withdrawn."""
    rows = _with_withdrawals(session)
    withdrawn_at = {row.id: at for row, at in rows if at is not None}
    inputs = session.exec(select(BatchInputRow.batch, BatchInputRow.input)).all() if withdrawn_at else []
    changed = True
    while changed:
        earlier: dict[int | None, datetime] = {
            b: withdrawn_at[s]
            for b, s in inputs
            if s in withdrawn_at and (b not in withdrawn_at or withdrawn_at[s] < withdrawn_at[b])
        }
        withdrawn_at |= earlier
        changed = bool(earlier)
    times = [(row.id, row.name, row.kind, row.agency, row.made_at, withdrawn_at.get(row.id)) for row, _ in rows]
    return pl.DataFrame(times, schema=BATCH_TIMES_SCHEMA, orient="row")


def withdraw_batch(session: Session, name: str, *, at: datetime, reason: str) -> None:
    """From now on the version before it counts again.

    Raises:
        NotFound: no such batch.
        Conflict: it is withdrawn already.
    """
    batch = _require_batch(session, name)
    if session.get(WithdrawalRow, batch):
        raise Conflict("This submission is withdrawn already.")
    session.add(WithdrawalRow(batch=batch, at=at, reason=reason))


def find_batch(session: Session, name: str) -> BatchRow | None:
    """A batch by its name."""
    return session.exec(select(BatchRow).where(BatchRow.name == name)).first()


def _require_batch(session: Session, name: str) -> int:
    row = find_batch(session, name)
    if row is None or row.id is None:
        raise NotFound(f"No batch is named {name[:12]}.")
    return row.id


def _with_withdrawals(session: Session) -> list[tuple[BatchRow, datetime | None]]:
    query = select(BatchRow, WithdrawalRow.at).join(
        WithdrawalRow, col(WithdrawalRow.batch) == BatchRow.id, isouter=True
    )
    return [(row, at) for row, at in session.exec(query)]


def _all_batches(session: Session) -> pl.DataFrame:
    return _batch_frame([row for row, _ in _with_withdrawals(session)])


def _live_batches(session: Session, as_of: datetime | None, excluded: Collection[str] = ()) -> pl.DataFrame:
    def live(row: BatchRow, withdrawn: datetime | None) -> bool:
        if row.name in excluded:
            return False
        if as_of is None:
            return withdrawn is None
        return row.made_at <= as_of and (withdrawn is None or withdrawn > as_of)

    rows = _with_withdrawals(session)
    ended = {row.id for row, withdrawn in rows if (withdrawn or row.name in excluded) and not live(row, withdrawn)}
    dependants = _add_dependants(session, ended)
    return _batch_frame([row for row, withdrawn in rows if live(row, withdrawn) and row.id not in dependants])


def _add_dependants(session: Session, batches: set[int | None]) -> set[int | None]:
    """These batches and all batches that were made from them."""
    inputs = session.exec(select(BatchInputRow.batch, BatchInputRow.input)).all() if batches else []
    while more := {batch for batch, source in inputs if source in batches} - batches:
        batches = batches | more
    return batches


def _batch_frame(rows: list[BatchRow]) -> pl.DataFrame:
    content = [(r.id, r.name, r.kind, r.agency, r.file, r.file_name) for r in rows]
    return pl.DataFrame(content, schema=_BATCH_SCHEMA, orient="row")


def _read_stored(session: Session, batches: list[int], filters: dict[str, list[int] | None]) -> pl.DataFrame:
    """The stored rows of those batches, narrowed by area, period and indicator where given."""
    touched = _find_touched(session, batches, filters)
    if not touched or any(ids == [] for ids in filters.values()):
        return pl.DataFrame(schema=_STORED_SCHEMA)
    clauses = [f"batch IN ({_list(touched)})"]
    clauses += [f"{name} IN ({_list(ids)})" for name, ids in filters.items() if ids is not None]
    query = f"SELECT {','.join(_STORED_COLUMNS)} FROM figure WHERE {' AND '.join(clauses)}"  # noqa: S608 (whole numbers)
    return bulk_rows.fetch_rows(session, query, _STORED_SCHEMA)


def _find_touched(session: Session, batches: list[int], filters: dict[str, list[int] | None]) -> list[int]:
    clauses = [f"{name} IN ({_list(filters[name] or [])})" for name in ("area", "period") if filters[name] is not None]
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    touches = bulk_rows.fetch_rows(session, f"SELECT DISTINCT batch FROM touch{where}", {"batch": pl.Int64})  # noqa: S608
    return sorted(set(touches["batch"].to_list()) & set(batches))


def _list(ids: list[int]) -> str:
    # Our own whole numbers, so no text of a user reaches the statement.
    return ",".join(str(int(n)) for n in ids) or "NULL"


def _filter_winning(stored_rows: pl.DataFrame, batches: pl.DataFrame) -> pl.DataFrame:
    versions = stored_rows.join(batches.select("batch", "agency"), on="batch")
    if versions["batch"].n_unique() < 2:
        return versions
    return versions.filter(pl.col("batch") == pl.col("batch").max().over("agency", *FIGURE_KEY))


def _encode(figures: pl.DataFrame, book: CodeBook) -> pl.DataFrame:
    words = {name: book.encode(name, figures[name]) for name in ("indicator", "area", "period", "breakdown")}
    return figures.with_columns(**words).with_columns(
        _index("kind", KINDS), _index("symbol", SYMBOLS), _index("status", STATUSES)
    )


def _index(name: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).replace_strict(list(words), list(range(len(words))), return_dtype=pl.Int64)


def _decode(stored_rows: pl.DataFrame, book: CodeBook, batches: pl.DataFrame) -> pl.DataFrame:
    words = {name: book.decode(name, stored_rows[name]) for name in ("indicator", "area", "period", "breakdown")}
    named = stored_rows.with_columns(**words).with_columns(
        _word("kind", KINDS), _word("symbol", SYMBOLS), _word("status", STATUSES)
    )
    figures = named.drop("agency", strict=False).join(batches, on="batch")
    return figures.select(list(FIGURE_ORIGIN_SCHEMA)).cast(FIGURE_ORIGIN_SCHEMA)  # type: ignore[arg-type]


def _word(name: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).replace_strict(list(range(len(words))), list(words), return_dtype=pl.String)
