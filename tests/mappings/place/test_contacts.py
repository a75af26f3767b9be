from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.place.contacts import ADDRESS_PATTERN, CONTACT_COLUMNS, Contact, read_contacts
from returnonce.errors import Refused
from tests.shipped import load_ruleset

AGENCIES = ("lewisham-yot",)


def table(tmp_path: Path, *rows: str) -> Path:
    folder = tmp_path / "lewisham"
    folder.mkdir()
    head = "\t".join(CONTACT_COLUMNS)
    (folder / "contacts.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return folder


def row(**changed: str) -> str:
    told = dict(zip(CONTACT_COLUMNS, ("desk", "agency", "lewisham-yot", "desk@example.org", "", "", ""), strict=True))
    return "\t".join((told | changed).values())


def test_a_contact_is_read(tmp_path: Path) -> None:
    rows = read_contacts(table(tmp_path, row(quiet_from="18:00", quiet_to="09:00", days_before="10|3")), AGENCIES)
    assert (rows[0].code, rows[0].whom, rows[0].address, rows[0].days_before) == (
        "desk", "lewisham-yot", "desk@example.org", (10, 3)
    )  # fmt: skip
    assert rows[0].quiet_from is not None


def test_a_place_may_have_none(tmp_path: Path) -> None:
    assert read_contacts(tmp_path, AGENCIES) == ()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row(address="desk@example.org\\r\\nBcc: all@example.org")], "column address"),
        ([row(address="desk")], "column address"),
        ([row(address="desk@localhost")], "column address"),
        ([row(address="a@example.org,b@example.org")], "column address"),
        ([row(address="Desk <desk@example.org>")], "column address"),
        ([row(address="")], "column address"),
        ([row(kind="friend")], "column kind"),
        ([row(days_before="0")], "column days_before"),
        ([row(days_before="soon")], "column days_before"),
        ([row(quiet_from="9")], "column quiet_from"),
        # Seconds since midnight to the library, and an hour of another clock.
        ([row(quiet_from="22", quiet_to="07:00")], "column quiet_from"),
        ([row(quiet_from="22:00Z", quiet_to="07:00")], "column quiet_from"),
        ([row(quiet_from="20:00")], "a beginning and an end"),
        ([row(**{"for": "nobody"})], "no agency 'nobody'"),
        ([row(kind="officer")], "no officer 'lewisham-yot'"),
        ([row(), row()], "row 3: column code: 'desk' is given twice"),
    ],
)
def test_what_is_wrong_is_named_and_no_address_repeated(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_contacts(table(tmp_path, *rows), AGENCIES)
    assert says in str(refused.value)
    assert "lewisham/contacts.tsv row" in str(refused.value)
    assert "example.org" not in str(refused.value)


@given(st.text(max_size=40))
def test_no_address_can_end_a_header_or_name_another(text: str) -> None:
    if ADDRESS_PATTERN.fullmatch(f"{text}@example.org"):
        assert text.isascii()
        assert text.isprintable()
        assert not set(text) & set(' ,;:<>()[]"\\@\r\n')


@pytest.mark.parametrize("end", ["\n", "\r\n", " ", "\x00"])
def test_nothing_may_follow_an_address(end: str) -> None:
    assert ADDRESS_PATTERN.fullmatch(f"desk@example.org{end}") is None


def test_an_address_is_not_shown_with_its_contact() -> None:
    contact = Contact.model_validate({"code": "desk", "kind": "officer", "for": "x", "address": "desk@example.org"})
    assert "example" not in repr(contact)


def test_the_sample_places_name_a_mailbox_for_everybody_and_none_that_exists() -> None:
    for place in load_ruleset().places.values():
        assert {each.whom for each in place.contacts if each.kind == "agency"} == set(place.agencies)
        assert [each.whom for each in place.contacts if each.kind == "officer"] == [place.name]
        assert all(each.address.endswith(".example.org") for each in place.contacts)
