"""The mistakes that are planted in the return on children looked after, and why the checks differ where they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from judges.planting import PlantedReturn, Row, day, later, text


@dataclass(frozen=True)
class Mistake:
    """``plant`` puts it in and returns the child it is in. ``why``: what is known where the two differ."""

    name: str
    plant: Callable[[Any], str]
    why: str = ""


def _in_care(header: Row, episodes: list[Row]) -> bool:
    return bool(episodes) and all(row["LS"] != "V4" for row in episodes) and not episodes[-1]["DEC"]


def _long(header: Row, episodes: list[Row], end: Any) -> bool:
    return _in_care(header, episodes) and len(episodes) == 1 and (end - day(episodes[0]["DECOM"])).days > 400


def _cell(column: str, value: str) -> Callable[[PlantedReturn], str]:
    """A heading's cell is another text."""

    def plant(return_: PlantedReturn) -> str:
        header, _ = return_.child(_in_care)
        header[column] = value
        return header["CHILD"]

    return plant


def _episode(column: str, value: str, kind: str = "U") -> Callable[[PlantedReturn], str]:
    """A cell of the last episode, in a placement of that kind, is another text."""

    def plant(return_: PlantedReturn) -> str:
        header, own = return_.child(lambda h, e: _in_care(h, e) and e[-1]["PLACE"].startswith(kind) and len(e) == 1)
        own[-1][column] = value
        return header["CHILD"]

    return plant


def _health(column: str, value: str, fits: Callable[[Row], bool]) -> Callable[[PlantedReturn], str]:
    """A cell of the yearly questions on health is another text, for a child whose row fits."""

    def plant(return_: PlantedReturn) -> str:
        rows = {row["CHILD"]: row for row in return_.tables["oc2.csv"] if fits(row)}
        header, _ = return_.child(lambda h, e: h["CHILD"] in rows)
        rows[header["CHILD"]][column] = value
        return header["CHILD"]

    return plant


def _twice(return_: PlantedReturn) -> str:
    header, _ = return_.child(_in_care)
    return_.tables["header.csv"].append(dict(header))
    return header["CHILD"]


def _letter(return_: PlantedReturn) -> str:
    header, _ = return_.child(lambda h, e: _in_care(h, e) and h["UPN"] != "UN1")
    header["UPN"] = ("B" if header["UPN"][0] == "A" else "A") + header["UPN"][1:]
    return header["CHILD"]


def _two(header: Row, episodes: list[Row]) -> bool:
    return _in_care(header, episodes) and len(episodes) == 2 and episodes[1]["RNE"] != "S"


def _ends_first(return_: PlantedReturn) -> str:
    header, own = return_.child(_two)
    own[0]["DEC"] = later(own[0]["DECOM"], -3)
    return header["CHILD"]


def _overlap(return_: PlantedReturn) -> str:
    header, own = return_.child(_two)
    own[0]["DEC"] = later(own[1]["DECOM"], 5)
    return header["CHILD"]


def _gap(return_: PlantedReturn) -> str:
    header, own = return_.child(_two)
    own[0]["DEC"] = later(own[1]["DECOM"], -5)
    return header["CHILD"]


def _no_reason(return_: PlantedReturn) -> str:
    header, own = return_.child(_two)
    own[0]["REC"] = ""
    return header["CHILD"]


def _open_twice(return_: PlantedReturn) -> str:
    header, own = return_.child(_two)
    own[0]["DEC"] = own[0]["REC"] = own[0]["REASON_PLACE_CHANGE"] = ""
    return header["CHILD"]


def _orphan(return_: PlantedReturn) -> str:
    header, _ = return_.child(_in_care)
    return_.drop("header.csv", header["CHILD"])
    return header["CHILD"]


def _order(return_: PlantedReturn) -> str:
    header, _ = return_.child(lambda h, e: bool(e) and e[-1]["LS"] == "E1")
    return_.drop("placed_for_adoption.csv", header["CHILD"])
    return header["CHILD"]


def _adopted(return_: PlantedReturn) -> str:
    header, _ = return_.child(lambda h, e: bool(e) and e[-1]["REC"] in ("E11", "E12"))
    return_.drop("ad1.csv", header["CHILD"])
    return header["CHILD"]


def _not_a_year(return_: PlantedReturn) -> str:
    began = return_.year_end.replace(year=return_.year_end.year - 1)
    header, own = return_.child(
        lambda h, e: _in_care(h, e) and day(e[0]["DECOM"]) > began and all(row["RNE"] != "P" for row in e)
    )
    return_.add("oc2.csv", CHILD=header["CHILD"], DOB=header["DOB"], IMMUNISATIONS="1", TEETH_CHECK="1",
              HEALTH_ASSESSMENT="1", SUBSTANCE_MISUSE="0")  # fmt: skip
    return own[0]["CHILD"]


def _review(return_: PlantedReturn) -> str:
    reviewed = {row["CHILD"]: row for row in return_.tables["reviews.csv"] if row["REVIEW_CODE"] != "PN0"}
    header, _ = return_.child(lambda h, e: h["CHILD"] in reviewed and _in_care(h, e))
    reviewed[header["CHILD"]]["REVIEW_CODE"] = "PN0"
    return header["CHILD"]


def _missing(return_: PlantedReturn) -> str:
    rows = {row["CHILD"]: row for row in return_.tables["missing.csv"]}
    header, _ = return_.child(lambda h, e: h["CHILD"] in rows)
    row = rows[header["CHILD"]]
    row["MIS_END"] = later(row["MIS_START"], -1)
    return header["CHILD"]


def _born_otherwise(return_: PlantedReturn) -> str:
    rows = {row["CHILD"]: row for row in return_.tables["reviews.csv"]}
    header, _ = return_.child(lambda h, e: h["CHILD"] in rows and _in_care(h, e))
    row = rows[header["CHILD"]]
    row["DOB"] = later(row["DOB"], 1)
    return header["CHILD"]


def _leaver(return_: PlantedReturn) -> str:
    rows = {row["CHILD"]: row for row in return_.tables["oc3.csv"] if row["IN_TOUCH"] == "YES"}
    header, _ = return_.child(lambda h, e: h["CHILD"] in rows)
    rows[header["CHILD"]]["ACTIV"] = "0"
    return header["CHILD"]


def _worker(return_: PlantedReturn) -> str:
    header, _ = return_.child(_in_care)
    return_.of("sw_episodes.csv", header["CHILD"])[0]["SW_ID"] = "900123"
    return header["CHILD"]


def _temporary(return_: PlantedReturn) -> str:
    header, own = return_.child(
        lambda h, e: _long(h, e, return_.year_end) and e[0]["PLACE"] in ("U4", "U6") and e[0]["HOME_POST"] != ""
    )
    usual = own[0]
    left = return_.year_end.replace(year=return_.year_end.year - 1, month=10)
    back = later(text(left), 30)
    return_.tables["episodes.csv"] += [
        usual | {"DECOM": text(left), "RNE": "P", "PLACE": "T4", "PLACE_PROVIDER": "", "URN": "", "DEC": back,
                 "REC": "X1", "PL_POST": "LN2 5QY"},
        usual | {"DECOM": back, "RNE": "P"},
    ]  # fmt: skip
    usual |= {"DEC": text(left), "REC": "X1"}
    return header["CHILD"]


#: What is known of why only one of the two finds a mistake.
NO_LIST = "Ours finds it where postcodes with their authorities are given (RETURNONCE_POSTCODES); none were given here."
NO_LAST_YEAR = (
    "Theirs (208) finds that the number is not last year's; ours does where it is given last year's return, which it "
    "was not here."
)
RETURN = (
    Mistake("sex is a code that is not there", _cell("SEX", "X")),
    Mistake("ethnic origin is blank", _cell("ETHNIC", "")),
    Mistake("date of birth is no date", _cell("DOB", "31/02/2012")),
    Mistake("child is there twice", _twice),
    Mistake(
        "check letter of the UPN is wrong",
        _letter,
        NO_LAST_YEAR,
    ),
    Mistake("episode ends before it begins", _ends_first),
    Mistake("episodes overlap by five days", _overlap),
    Mistake("five days between an episode and the one that goes on from it", _gap),
    Mistake("episode has an end and no reason", _no_reason),
    Mistake("two episodes are open", _open_twice),
    Mistake("legal status is a code that is not there", _episode("LS", "Q9")),
    Mistake("placement is a code that was split (Z1)", _episode("PLACE", "Z1")),
    Mistake("foster carers are said to be the parents' own provision (PR0)", _episode("PLACE_PROVIDER", "PR0")),
    Mistake("placement's postcode is none", _episode("PL_POST", "QQ99 9QQ"), NO_LIST),
    Mistake("placement's URN is missing", _episode("URN", ""), NO_LIST),
    Mistake("temporary placement of no stated kind lasts 30 days", _temporary),
    Mistake("child with episodes is not in the header", _orphan),
    Mistake("placement order, and no decision to place for adoption", _order),
    Mistake(
        "adopted, and nothing is said of the adoption",
        _adopted,
        "Theirs (601) looks only at children who have a row about the adoption, and asks whether it is whole.",
    ),
    Mistake("yearly questions on health for a child who came in the year", _not_a_year),
    Mistake("development check for a child over five", _health("HEALTH_CHECK", "1", lambda r: not r["HEALTH_CHECK"])),
    Mistake("strengths and difficulties score of 55", _health("SDQ_SCORE", "55", lambda r: r["SDQ_SCORE"] != "")),
    Mistake("dental check is blank", _health("TEETH_CHECK", "", lambda r: bool(r["CONVICTED"]))),
    Mistake("child of four or more took part as one under four", _review),
    Mistake("time missing ends before it begins", _missing),
    Mistake("another date of birth in a review", _born_otherwise),
    Mistake("in touch, and nothing is known of work or home", _leaver),
    Mistake("social worker's number begins with no letters", _worker),
)
