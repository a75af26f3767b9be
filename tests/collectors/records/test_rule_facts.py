"""Facts of the official rules: what is first and last of a child's rows holds in files of any size."""

from __future__ import annotations

import polars as pl

from collectors.records.rule_facts import add_facts
from indicators.records.official_rules import Fact, Group, Related

#: So many that polars parts the work: rows of a join came back in another order from about a thousand on.
CHILDREN = 20_000


def rows_of_children() -> pl.DataFrame:
    """Three rows a child, all of one day, numbered in the order of the file; other children's stand between them."""
    place = pl.int_range(3 * CHILDREN, eager=True)
    return pl.DataFrame(
        {"child": (place * 7919) % CHILDREN, "day": pl.repeat(1, len(place), eager=True), "place": place}
    )


def test_joins_leave_rows_in_the_order_of_the_file() -> None:
    rows = rows_of_children()
    known = pl.DataFrame({"child": pl.int_range(CHILDREN, eager=True).reverse()})
    facts = [
        Fact(table="rows", joins={"known": {"child": "child"}}, columns={}),
        Fact(
            table="rows",
            totals=[Related(of="known", on={"child": "child"}, values={"found": "COUNT(*)"})],
            matches=[Related(of="known", on={"child": "child"}, where="o__child = child", values={"same": "COUNT(*)"})],
        ),
        Fact(table="rows", by=["child"], order=["day"], beside=["place"]),
        Fact(
            table="ends", group=Group(of="rows", by=["child"], values={"first": "FIRST(place)", "last": "LAST(place)"})
        ),
    ]
    tables = add_facts({"rows": rows, "known": known}, facts)
    assert tables["rows"].filter(pl.col("prev__place") > pl.col("place")).is_empty()
    expected = rows.group_by("child").agg(first=pl.col("place").min(), last=pl.col("place").max())
    assert tables["ends"].sort("child").equals(expected.sort("child"))
