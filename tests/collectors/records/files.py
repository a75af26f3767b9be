"""Small files of records for tests, every identifier of a person made to be searched for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

#: What must be found nowhere but in sealed files and in returns made of records.
CANARIES = ("ZQCHILD", "ZQUPN", "ZQ9 9ZQ", "ZQ99ZQ", "29/02/2012", "2012-02-29", "ZQSURNAME", "9434765919")

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
OC2 = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED"
)


def ssda903(*, assessed: int = 2, children: int = 4) -> dict[str, str]:
    """Children in one foster placement for two years, ``assessed`` of them with a health assessment (FY2024-25)."""
    ids = [f"ZQCHILD{number:03}" for number in range(children)]
    header = [f"{child},M,29/02/2012,WBRI,ZQUPN{number:08},0," for number, child in enumerate(ids)]
    episodes = [
        f"{child},01/03/2023,S,C2,N1,U6,PR1,,,,ZQ9 9ZQ,ZQ9 9ZQ,SC{number:06}" for number, child in enumerate(ids)
    ]
    outcomes = [f"{child},29/02/2012,12,,0,,1,1,{int(number < assessed)},0,," for number, child in enumerate(ids)]
    return {
        "header.csv": "\n".join([HEADER, *header, ""]),
        "episodes.csv": "\n".join([EPISODES, *episodes, ""]),
        "oc2.csv": "\n".join([OC2, *outcomes, ""]),
    }


def in_folder(folder: Path, files: Mapping[str, str]) -> Path:
    """The files in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    """The files in one zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path.write_bytes(target.getvalue())
    return path
