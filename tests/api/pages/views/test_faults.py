"""What is wrong, as a page says it: how to mend it, and nothing that only a terminal or a program understands."""

from __future__ import annotations

import pytest

from api.pages.views.faults import describe_fault, fault_in_words, mend_for_people
from returnonce.errors import Refused


@pytest.mark.parametrize(("mend", "said"), [
    (None, ""), ("Write it like 27 3 2027.", "Write it like 27 3 2027."), ("See: returnonce user list.", ""),
    ("Look at /v1/me for what you may see.", ""), ("Correct the cell. Or: returnonce check FILE.", "Correct the cell."),
    ("Set RETURNONCE_PLACES to a folder.", ""), ("Choose from --days.", ""),
    ("Choose a period from - to.", "Choose a period from - to."),
])  # fmt: skip
def test_only_what_a_reader_of_pages_can_do_is_said(mend: str | None, said: str) -> None:
    assert mend_for_people(mend) == said


def test_a_fault_leads_to_its_field() -> None:
    error = Refused("That is none.", where="--days", mend="See: returnonce key --help.")
    assert fault_in_words(error) == "That is none."
    assert describe_fault(error, {"--days": "days"}, "account").field == "days"
    assert describe_fault(error, {}, "account").field == "account"
