"""Figures are kept as segments, one row for each batch, area and period; ``figure`` is a view of them now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = ("batch", "area", "period", "indicator", "breakdown", "kind")
#: The columns of ``figure`` after its key, as they were, and with what they are cast to on PostgreSQL.
VALUES = {
    "numerator": "bigint", "denominator": "bigint", "value": "bigint", "symbol": "int", "status": "int",
    "rounded_to": "bigint", "lower": "bigint", "upper": "bigint", "note": "text", "locator": "text",
}  # fmt: skip
#: The values of one line of a segment, in its order; the last ones may be left out.
LINE = ("indicator", "breakdown", "kind", "status", "locator", "numerator", "denominator", "value", "symbol",
        "rounded_to", "lower", "upper", "note")  # fmt: skip
ALWAYS = LINE.index("locator") + 1
TEXTS = ("locator", "note")
#: Characters that are written as their codes, the one that begins codes before all others.
ESCAPED = (ord("\\"), ord('"'), *range(1, 32))
WORDS = {
    "kind": ("actual", "target", "trajectory"),
    "symbol": ("confidential", "not_applicable", "not_available", "rounds_to_zero", "unreliable"),
    "status": ("provisional", "final", "estimated", "local_estimate"),
}
CODES = ("indicator", "area", "period", "breakdown")
NUMBERS = ("numerator", "denominator", "value", "rounded_to", "lower", "upper")


def upgrade() -> None:
    op.create_table(
        "segment",
        *(sa.Column(name, sa.Integer, nullable=False) for name in KEY[:3]),
        sa.Column("figures", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(*KEY[:3]),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"]),
    )
    if not _on_sqlite():
        # Compressing costs the server more than the disk space is worth.
        op.execute("ALTER TABLE segment ALTER COLUMN figures SET STORAGE EXTERNAL")
    _fill_segments()
    op.drop_table("figure")
    for statement in (_figure_view(), _readable_view(), _winning_view()):
        _run(statement)


def downgrade() -> None:
    for view in ("winning_figure", "readable_figure"):
        op.execute(f"DROP VIEW {view}")
    types = {name: sa.BigInteger if kind == "bigint" else sa.String if kind == "text" else sa.Integer
             for name, kind in VALUES.items()}  # fmt: skip
    op.create_table(
        "figure_row",
        *(sa.Column(name, sa.Integer, nullable=False) for name in KEY),
        *(sa.Column(name, kind, nullable=name not in ("status", "locator")) for name, kind in types.items()),
        sa.PrimaryKeyConstraint(*KEY, name="figure_pkey"),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"]),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO figure_row SELECT * FROM figure")
    op.execute("DROP VIEW figure")
    op.rename_table("figure_row", "figure")
    op.drop_table("segment")


def _fill_segments() -> None:
    used = " ".join(f"WHEN {name} IS NOT NULL THEN {LINE.index(name) + 1}" for name in reversed(LINE[ALWAYS:]))
    query = f"SELECT batch, MAX(CASE {used} ELSE {ALWAYS} END) FROM figure GROUP BY batch"  # noqa: S608 (own names)
    for batch, columns in _run(query).fetchall():
        _run(_segments_of(batch, LINE[:columns]))


def _segments_of(batch: int, columns: tuple[str, ...]) -> str:
    line = " || ',' || ".join(_json_text(name) if name in TEXTS else _json_number(name) for name in columns)
    between = f"'],' || {_character(10)} || '['"
    order = "indicator, breakdown, kind"
    lines = f"group_concat(line, {between})" if _on_sqlite() else f"string_agg(line, {between} ORDER BY {order})"
    return (
        f"INSERT INTO segment SELECT batch, area, period, '[[' || {lines} || ']]' FROM "  # noqa: S608 (own names)
        f"(SELECT {', '.join(KEY)}, {line} AS line FROM {_escaped_rows(batch, columns)} ORDER BY {', '.join(KEY)})"
        " AS lines GROUP BY batch, area, period"
    )


def _escaped_rows(batch: int, columns: tuple[str, ...]) -> str:
    """The figures of a batch with their texts as JSON has them; step by step, since SQL nests only so deep."""
    rows = f"(SELECT * FROM figure WHERE batch = {batch}) AS figures"  # noqa: S608 (a number of ours)
    others = ", ".join(dict.fromkeys((*KEY, *(name for name in columns if name not in TEXTS))))
    for start in range(0, len(ESCAPED), 11):
        texts = ", ".join(
            f"{_escape(name, ESCAPED[start : start + 11])} AS {name}" for name in TEXTS if name in columns
        )
        rows = f"(SELECT {others}, {texts} FROM {rows}) AS figures"  # noqa: S608 (own names)
    return rows


def _escape(name: str, codes: tuple[int, ...]) -> str:
    for code in codes:
        name = f"replace({name}, {_character(code)}, '\\u{code:04x}')"
    return name


def _json_number(name: str) -> str:
    return f"COALESCE(CAST({name} AS TEXT), 'null')"


def _json_text(name: str) -> str:
    return f"COALESCE('\"' || CASE {name} WHEN 'null' THEN '\\u006eull' ELSE {name} END || '\"', 'null')"


def _figure_view() -> str:
    """The table of before, column by column."""
    columns = ["segment.batch", "segment.area", "segment.period"]
    for name in (*KEY[3:], *VALUES):
        at = LINE.index(name)
        value = (
            f"json_extract(line.value, '$[{at}]')"
            if _on_sqlite()
            else f"(line.value ->> {at})::{VALUES.get(name, 'int')}"
        )
        columns.append(f"{value} AS {name}")
    lines = (
        "json_each(segment.figures) AS line" if _on_sqlite() else "json_array_elements(segment.figures::json) AS line"
    )
    return f"CREATE VIEW figure AS SELECT {', '.join(columns)} FROM segment, {lines}"  # noqa: S608 (own names)


def _readable_view() -> str:
    """Every version of every figure, in words and decimal numbers."""
    one = "1000000.0" if _on_sqlite() else "1000000::numeric"
    columns = {
        "batch": "batch.id", "agency": "batch.agency", "file_name": "batch.file_name", "made_at": "batch.made_at",
        **{name: f"{name}_code.text" for name in CODES},
        "kind": _word("kind"),
        **{name: f"figure.{name} / {one}" for name in NUMBERS},
        **{name: _word(name) for name in ("symbol", "status")},
        "note": "figure.note", "locator": "figure.locator",
    }  # fmt: skip
    joins = " ".join(f"JOIN code AS {name}_code ON {name}_code.id = figure.{name}" for name in CODES)
    select = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"CREATE VIEW readable_figure AS SELECT {select} FROM figure JOIN batch ON batch.id = figure.batch {joins}"  # noqa: S608


def _winning_view() -> str:
    """Of each agency's versions the newest that counts: neither it nor what it was made from is withdrawn."""
    return """
CREATE VIEW winning_figure AS
WITH RECURSIVE gone(batch) AS (
    SELECT batch FROM withdrawal
    UNION SELECT batch_input.batch FROM batch_input JOIN gone ON batch_input.input = gone.batch
)
SELECT version.* FROM readable_figure AS version
JOIN (
    SELECT agency, indicator, area, period, breakdown, kind, MAX(batch) AS batch FROM readable_figure
    WHERE batch NOT IN (SELECT batch FROM gone) GROUP BY agency, indicator, area, period, breakdown, kind
) AS newest USING (batch, agency, indicator, area, period, breakdown, kind)
"""


def _word(name: str) -> str:
    return f"CASE figure.{name} {' '.join(f'WHEN {at} THEN {word!r}' for at, word in enumerate(WORDS[name]))} END"


def _character(code: int) -> str:
    return f"{'char' if _on_sqlite() else 'chr'}({code})"


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _run(statement: str) -> sa.CursorResult[tuple[int, int]]:
    return op.get_bind().exec_driver_sql(statement)
