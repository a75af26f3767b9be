"""What is wrong with a key or cell says what may stand there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from mappings.place.place_definitions import Agency, PlaceFile
from returnonce.definition_files.base import Definition
from returnonce.definition_files.fault_words import read_faults

PLACE = {"name": "kent", "title": "Kent", "areas": ["E1"], "illustrative": False, "returns": [], "sources": ["ours"]}
RETURN = {"return": "crc", "areas": ["E1"], "from": "FY2009-10", "illustrative": False}
AGENCY = {"code": "a", "name": "A", "kind": "council", "areas": "E1", "from": "2010-04-01", "source": "s"}


def faults(kind: type[Definition], content: dict[str, object]) -> list[str]:
    with pytest.raises(ValidationError) as error:
        kind.model_validate(content)
    return [str(fault) for fault in read_faults(error.value, kind).faults]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"nations": "wales"}, "nations: there is no such key (did you mean nation?)"),
        ({"zzz": 1}, "zzz: there is no such key"),
        (
            {"returns": [RETURN | {"form": 1, "record": True}]},
            "returns.0.form: there is no such key (did you mean from?)",
        ),
        ({"nation": "mercia"}, "nation: 'mercia' is none of what may stand there: england, wales"),
        ({"illustrative": "perhaps"}, "illustrative: 'perhaps' is none of what may stand there: yes or no"),
        ({"packs": ["Kent Own"]}, "packs.0: 'Kent Own' is none of what may stand there: a code of small letters"),
    ],
)
def test_a_key_of_a_file(change: dict[str, object], says: str) -> None:
    assert any(words.startswith(says) for words in faults(PlaceFile, PLACE | change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"from": "soon"},
            "from: 'soon' is none of what may stand there: a day, such as 1974-04-01 or 01/04/1974, or not established",
        ),
        ({"kind": "concil"}, "kind: 'concil' is none of what may stand there: council, council_department, "),
        ({"roles": "council|pctt"}, "roles.1: 'pctt' is none of what may stand there: council, children-services, "),
        ({"code": "A B"}, "code: 'A B' is none of what may stand there: a code of small letters, digits"),
    ],
)
def test_a_cell_of_a_table(change: dict[str, object], says: str) -> None:
    [words] = faults(Agency, AGENCY | change)
    assert words.startswith(says)
