"""How an agency is named in a file of its own: never by what may be a person."""

from __future__ import annotations

from datetime import date

import pytest

from exports.records.source_records import find_sender_code
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from returnonce.errors import Refused
from tests.shipped import load_record_set, load_ruleset

DAY = date(2011, 3, 31)


def named(*codes: str) -> Records:
    rows = [{"AGNCY": code, "CLIENTID": "1", "EPISODID": "1"} for code in codes]
    return build_records(load_record_set("treatment", "H"), parse_period("FY2010-11"), {"episode": rows})


@pytest.mark.parametrize(
    ("agency", "codes", "expected"),
    [
        ("nottinghamshire-community-drug-service", ["X0003"], "X0003"),
        ("nottinghamshire-police", ["N0852"], "N0852"),
        ("nottinghamshire-police", ["9434765919"], None),
        ("nottinghamshire-police", ["ZQSURNAME"], None),
        ("nottinghamshire-police", ["ZQ9 9ZQ"], None),
        ("nottinghamshire-police", ["N0852", "N0853"], None),
        ("nottinghamshire-police", [], None),
    ],
)
def test_a_code_of_the_records_is_used_only_where_it_is_one(
    agency: str, codes: list[str], expected: str | None
) -> None:
    if expected is not None:
        assert find_sender_code(load_ruleset(), agency, "treatment", DAY, named(*codes)) == expected
        return
    with pytest.raises(Refused) as refused:
        find_sender_code(load_ruleset(), agency, "treatment", DAY, named(*codes))
    assert not any(code in str(refused.value) for code in codes)
