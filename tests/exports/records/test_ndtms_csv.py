"""The NDTMS file: read back, it says what was written; and it looks as the portal expects."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from exports.records.ndtms_csv import describe_left_out, ndtms_file
from indicators.period.codes import parse_period
from indicators.records.record_frames import ORIGIN_COLUMNS, Records, build_records
from indicators.records.wide_layout import read_wide_layout
from returnonce.errors import NotFound, Refused
from tests.examples import at_most
from tests.shipped import RECORDS, load_record_set

AGENCY = "N0852"
PERIOD = parse_period("FY2013-14")
#: Texts that a careless writer or reader changes. None begins or ends with a space, which reading takes off.
MESSY = (
    'A "quoted" reference', "Smith, Jo", "=1+1", "+44 20", "-5", "@SUM(A1)", "'apostrophe", "line\nbreak",
    "tab\tin it", "Zoë Ågren", "名前", "0007", "1e5", "TRUE", "null", "None", "a;b|c", "\\slash\\", "100%", '"',
)  # fmt: skip


def _episode(client: str, episode: str, **more: Any) -> dict[str, Any]:
    given = {"CONSENT": "Y", "TRIAGED": date(2013, 5, 8), "DRUG1": "7000", "CHILDWTH": 0}
    return {"AGNCY": AGENCY, "CLIENTID": client, "EPISODID": episode} | given | more


def _of(client: str, episode: str, **more: Any) -> dict[str, Any]:
    return {"AGNCY": AGENCY, "CLIENTID": client, "EPISODID": episode} | more


def _records(version: str = "K", **tables: list[dict[str, Any]]) -> Records:
    clients = dict.fromkeys(row["CLIENTID"] for row in tables.get("episode", []))
    rows = {"client": [{"AGNCY": AGENCY, "CLIENTID": c, "FINITIAL": "A", "DOB": date(1980, 1, 2)} for c in clients]}
    return build_records(load_record_set("treatment", version), PERIOD, rows | tables)


def _with(records: Records, **settings: Any) -> Records:
    changed = {name.replace("_", "-"): value for name, value in settings.items()}
    record_set = load_record_set("treatment", records.record_set.version, settings=changed)
    return Records(record_set, records.period, records.tables)


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode(), newline="")))


def _read_back(records: Records, folder: Path) -> Records:
    name, data = ndtms_file(records, agency=AGENCY)
    (folder / name).write_bytes(data)
    raw = read_records(folder / name, load_headings(RECORDS, "treatment"), name=name)
    return type_records(raw, records.record_set, records.period)[0]


def _said(records: Records) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows by key, without where they were read."""
    return {
        name: records.tables[name].drop(list(ORIGIN_COLUMNS)).sort(list(table.key)).to_dicts()
        for name, table in records.record_set.tables.items()
    }


def _full(version: str) -> Records:
    """Two clients, three episodes, lists of different lengths; every messy text as a client's reference."""
    some = {
        "intervention": [_of("1", "1", MODID=str(n), MODAL="95", MODST=date(2013, 6, n)) for n in (1, 2, 3)],
        "time_in_treatment": [_of("1", "1", TITID="1", TITREAT="2")],
        "sub_intervention_review": [_of("2", "1", SUBMID=str(n), PSYMOTI="Y") for n in (1, 2)],
        "client_information_review": [_of("2", "1", CIRID="1", CIRHEPCTSTD=date(2013, 7, 1))],
        "top": [_of("1", "2", TOPID="1", TRSTAGE="S", ALCUSE="NA", OPIUSE="0", CRAUSE="28")],
    }
    held = load_record_set("treatment", version).tables
    clients = [{"AGNCY": AGENCY, "CLIENTID": f"m{n}", "CLIENT": text, "FINITIAL": "Z"} for n, text in enumerate(MESSY)]
    ids = [("1", "1"), ("1", "2"), ("2", "1"), *((client["CLIENTID"], "1") for client in clients)]
    known = [{"AGNCY": AGENCY, "CLIENTID": c, "DOB": date(1979, 12, 31), "SEX": "F"} for c in ("1", "2")]
    rows = {name: given for name, given in some.items() if name in held}
    return _records(version, client=[*known, *clients], episode=[_episode(*at, EMPSTAT="12") for at in ids], **rows)


@pytest.mark.parametrize("version", ["H", "K", "P", "R"])
def test_what_is_written_is_read_back_the_same(version: str, tmp_path: Path) -> None:
    records = _full(version)
    assert _said(_read_back(records, tmp_path)) == _said(records)


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%Y%m%d", "%Y-%m-%d"])
@pytest.mark.parametrize("nothing", ["", "NA"])
def test_each_date_form_and_marker_for_nothing_is_read_back(form: str, nothing: str, tmp_path: Path) -> None:
    records = _with(_full("K"), date_form=form, null_written=nothing)
    assert _said(_read_back(records, tmp_path)) == _said(records)


@settings(max_examples=at_most(40))
@given(
    lists=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5
    )
)
def test_an_episode_has_as_many_rows_as_its_longest_list_and_each_record_stands_once(
    lists: list[tuple[int, int, int, int]],
) -> None:
    keys = {"intervention": "MODID", "time_in_treatment": "TITID", "sub_intervention_review": "SUBMID", "top": "TOPID"}
    tables: dict[str, list[dict[str, Any]]] = {"episode": [_episode("1", str(n)) for n in range(len(lists))]}
    for at, (table, key) in enumerate(keys.items()):
        tables[table] = [_of("1", str(n), **{key: str(i)}) for n, each in enumerate(lists) for i in range(each[at])]
    rows = _rows(ndtms_file(_records(**tables), agency=AGENCY)[1])
    for n, each in enumerate(lists):
        mine = [row for row in rows if row["EPISODID"] == str(n)]
        assert len(mine) == max(1, *each)
        assert all(row["FINITIAL"] == "A" and row["DRUG1"] == "7000" for row in mine)
        for at, key in enumerate(keys.values()):
            assert sorted(row[key] for row in mine if row[key]) == [str(i) for i in range(each[at])]


def test_a_clients_rows_stand_together_and_the_same_records_give_the_same_bytes() -> None:
    records = _full("K")
    backwards = Records(records.record_set, PERIOD, {name: table.reverse() for name, table in records.tables.items()})
    data = ndtms_file(records, agency=AGENCY)[1]
    assert data == ndtms_file(backwards, agency=AGENCY)[1]
    seen = [row["CLIENTID"] for row in _rows(data)]
    assert [c for at, c in enumerate(seen) if at == 0 or seen[at - 1] != c] == sorted(set(seen))


@pytest.mark.parametrize("version", ["H", "K", "P", "R"])
def test_every_field_is_quoted_in_the_versions_order_and_named_as_the_portal_expects(version: str) -> None:
    name, data = ndtms_file(_records(episode=[_episode("1", "1")]), agency=AGENCY, version=version)
    assert name == f"N0852-20130401-20140331-TREAT-IN-{version}.csv"
    header, row, end = data.decode().split("\n")
    layout = read_wide_layout(load_record_set("treatment", version))
    assert header == ",".join(f'"{heading.column}"' for heading in layout)
    assert len(row.split('","')) == len(layout)
    assert (row[0], row[-1], end) == ('"', '"', "")


def test_dates_have_the_form_that_is_set_and_nothing_is_guarded() -> None:
    rows = _rows(ndtms_file(_full("K"), agency=AGENCY)[1])
    assert {row["TRIAGED"] for row in rows} == {"08/05/2013"}
    assert set(MESSY) <= {row["CLIENT"] for row in rows}


def test_the_marker_for_nothing_stays_out_of_tops() -> None:
    records = _with(_records(episode=[_episode("1", "1")]), null_written="NA")
    (row,) = _rows(ndtms_file(records, agency=AGENCY)[1])
    assert (row["MODID"], row["PC"], row["TOPID"], row["ALCUSE"]) == ("NA", "NA", "", "")


def test_an_episode_without_consent_is_left_out() -> None:
    episodes = [_episode("1", "1"), _episode("1", "2", CONSENT="N"), _episode("2", "1", CONSENT=None)]
    rows = _rows(ndtms_file(_records(episode=episodes, top=[_of("1", "2", TOPID="1")]), agency=AGENCY)[1])
    assert [(row["CLIENTID"], row["EPISODID"]) for row in rows] == [("1", "1")]
    assert describe_left_out(_records(episode=episodes), agency=AGENCY) == ("2 episodes without consent",)


def test_or_is_a_stub_that_says_nothing_of_the_client_and_comes_last(tmp_path: Path) -> None:
    records = _records(episode=[_episode("1", "1", CONSENT="N", PC="SE6"), _episode("1", "2")])
    stubbed = _with(records, without_consent="stub")
    full, stub = _rows(ndtms_file(stubbed, agency=AGENCY)[1])
    assert full["EPISODID"] == "2"
    assert {k: v for k, v in stub.items() if v} == {"AGNCY": AGENCY, "CLIENTID": "1", "EPISODID": "1", "CONSENT": "N"}
    back = _read_back(stubbed, tmp_path)
    assert back.tables["client"].select("CLIENTID", "FINITIAL").rows() == [("1", "A")]
    assert back.tables["episode"].height == 2


def test_a_supplier_s_stub_before_a_clients_rows_hides_nothing_of_them(tmp_path: Path) -> None:
    """One supplier's stub has no episode: it is passed over, and the client is read from the rows that tell of it."""
    records = _records(episode=[_episode("1", "2")])
    name, data = ndtms_file(records, agency=AGENCY)
    rows = list(csv.reader(StringIO(data.decode(), newline="")))
    said = {"AGNCY": AGENCY, "CLIENTID": "1", "CONSENT": "N"}
    no_episode = [said.get(heading, "") for heading in rows[0]]
    no_consent = [(said | {"EPISODID": "1"}).get(heading, "") for heading in rows[0]]
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([rows[0], no_episode, no_consent, *rows[1:]])
    raw = read_records(tmp_path / name, load_headings(RECORDS, "treatment"), name=name)
    assert raw.marks.select("code", "row").rows() == [("record-without-consent", 2)]
    assert raw.tables["client"].select("FINITIAL", "DOB").rows() == [("A", "02/01/1980")]
    assert raw.tables["episode"]["CONSENT"].to_list() == ["N", "Y"]


def test_only_the_agencys_own_rows_are_written() -> None:
    records = _records(episode=[_episode("1", "1")])
    assert len(_rows(ndtms_file(records, agency=AGENCY)[1])) == 1
    name, data = ndtms_file(records, agency="N0001")
    assert (name[:5], _rows(data)) == ("N0001", [])


@pytest.mark.parametrize(
    "agency",
    [
        "../N0852", "N0852/../x", "N 0852", "", ".", "N0852\n", "N0852.csv", "Nº852", "N-0852", "C:\\N", "N0852\0", "*",
        "N0852?", "'N0852'", "a" * 13, "N_0852", "名前", "N0852;", "~", "N0852 ",
    ],
)  # fmt: skip
def test_a_code_that_is_no_agencys_cannot_name_a_file(agency: str) -> None:
    with pytest.raises(Refused) as error:
        ndtms_file(_records(), agency=agency)
    assert not agency.strip(" .*~") or agency not in str(error.value)


def test_a_version_that_is_not_known_is_refused() -> None:
    with pytest.raises(NotFound, match="Versions are: H, K, P, R"):
        ndtms_file(_records(), agency=AGENCY, version="Z")


def test_columns_that_the_version_has_not_are_left_out_and_the_rest_keeps_its_values() -> None:
    records = _records("P", episode=[_episode("1", "1", UTLA="E09000023", EMPSTAT="12")])
    (row,) = _rows(ndtms_file(records, agency=AGENCY, version="H")[1])
    assert "UTLA" not in row
    assert describe_left_out(records, agency=AGENCY, version="H") == (
        "1 cell of episode UTLA, which version H has not",
    )
    assert describe_left_out(records, agency=AGENCY) == ()
    assert (row["EMPSTAT"], row["PCT"]) == ("12", "")


def test_an_orphan_is_not_written() -> None:
    records = _records(episode=[_episode("1", "1")], top=[_of("1", "9", TOPID="1")])
    assert [row["TOPID"] for row in _rows(ndtms_file(records, agency=AGENCY)[1])] == [""]
    assert records.tables["top"].schema["ALCUSE"] == pl.String
