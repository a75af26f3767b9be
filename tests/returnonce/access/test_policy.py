"""Who may do what, as a table that was written by hand; and that a token never has more than its grants."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnonce.access import policy
from returnonce.access.acts import load_acts
from returnonce.access.principals import ANONYMOUS, OPERATOR, ROLES, Grant, PolicySubject, Principal
from returnonce.access.scopes import load_scopes, narrow_grants
from returnonce.errors import Forbidden, NotFound, Unauthenticated

HERE = PolicySubject("lewisham", "lewisham-pct", "5LF", "vital-signs")
THERE = PolicySubject("nottinghamshire", "bassetlaw-pct", "5ET", "vital-signs")
REACH = {
    "agency": Grant("agency", "lewisham", frozenset({"lewisham-pct"})),
    "regulator": Grant("regulator", returns=frozenset({"vital-signs"}), areas=frozenset({"5LF"})),
}
#: By hand: g agency, o officer, p approver, r regulator, d auditor, m administrator.
MAY = {
    "read_definitions": "goprdm", "read_agencies": "goprdm", "read_collections": "gopd", "read_submission": "gopd",
    "submit": "go", "check_upload": "go", "withdraw_submission": "go", "answer_query": "go", "read_figures": "gopd",
    "read_restricted": "op", "read_draft": "opd", "propose": "o", "approve": "p", "return_proposal": "p",
    "publish": "op", "read_edition": "oprd", "read_council_edition": "opd", "mark_sent": "o",
    "load_portal_report": "o", "withdraw_edition": "p", "acknowledge": "r", "manage_webhooks": "rm",
    "grant_extension": "o", "record_event": "o", "chase": "o", "read_burden": "opd", "read_audit": "d",
    "manage_accounts": "m", "manage_service": "m", "read_upgrade": "opdm", "read_sharing": "opdm", "sign_off": "",
}  # fmt: skip
LETTERS = dict(zip("goprdm", ("agency", "officer", "approver", "regulator", "auditor", "administrator"), strict=True))
EVERYWHERE = {"read_definitions", "read_agencies"}


def person(role: str) -> Principal:
    return Principal("pat", "person", (REACH.get(role, Grant(role, "lewisham")),))  # type: ignore[arg-type]


def test_every_act_is_in_the_table() -> None:
    assert set(MAY) == set(load_acts())


@pytest.mark.parametrize("act", sorted(MAY))
def test_who_may_do_what(act: str) -> None:
    may = {LETTERS[letter] for letter in MAY[act]}
    assert {role for role in ROLES if policy.can(person(role), act, HERE)} == may
    assert {role for role in ROLES if policy.can(person(role), act, THERE)} == (may if act in EVERYWHERE else set())
    assert policy.can(ANONYMOUS, act, HERE) is (act == "read_definitions")
    assert policy.can(OPERATOR, act, THERE)


@pytest.mark.parametrize(
    ("role", "act", "about", "kind", "says"),
    [
        ("agency", "approve", HERE, NotFound, "nothing here"),
        ("officer", "approve", HERE, Forbidden, "It takes the role approver, for place lewisham"),
        ("auditor", "submit", HERE, Forbidden, "It takes the role agency or officer"),
        ("officer", "submit", THERE, NotFound, "nothing here"),
        ("regulator", "read_draft", HERE, NotFound, "nothing here"),
        ("regulator", "read_council_edition", HERE, Forbidden, "officer or approver or auditor"),
        ("agency", "read_burden", HERE, Forbidden, "It takes the role officer"),
        ("administrator", "read_figures", HERE, NotFound, "nothing here"),
    ],
)
def test_a_refusal_says_as_much_as_one_may_know(
    role: str, act: str, about: PolicySubject, kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says):
        policy.check(person(role), act, about)
    with pytest.raises(Unauthenticated):
        policy.check(ANONYMOUS, act, about)


def test_it_takes_two_persons_at_the_console_too() -> None:
    for check in (policy.check_approve, policy.check_return_proposal):
        check(OPERATOR, HERE, proposed_by="amira")
        with pytest.raises(Forbidden, match="second person"):
            check(OPERATOR, HERE, proposed_by="operator")


def test_an_office_is_held_or_not() -> None:
    director = replace(person("auditor"), offices=frozenset({"caldicott-guardian@lewisham"}))
    policy.check_sign_off(director, HERE, office="caldicott-guardian")
    for who, about, kind in ((person("auditor"), HERE, Forbidden), (director, THERE, NotFound)):
        with pytest.raises(kind):
            policy.check_sign_off(who, about, office="caldicott-guardian")


@pytest.mark.parametrize(
    ("role", "audience", "released", "may"),
    [
        ("regulator", "regulator", False, True), ("regulator", "council", False, False),
        ("officer", "council", False, True), ("agency", "public", False, False), ("agency", "public", True, True),
        ("agency", "regulator", True, False), ("regulator", "public", False, True),
    ],
)  # fmt: skip
def test_who_reads_which_edition(role: str, audience: str, released: bool, may: bool) -> None:
    assert policy.can_read_edition(person(role), HERE, audience=audience, released=released) is may
    if not may:
        with pytest.raises((NotFound, Forbidden)):
            policy.check_read_edition(person(role), HERE, audience=audience, released=released)


def test_what_is_not_released_is_not_there_for_the_public() -> None:
    policy.check_read_edition(ANONYMOUS, HERE, audience="public", released=True)
    with pytest.raises(NotFound):
        policy.check_read_edition(ANONYMOUS, HERE, audience="public", released=False)
    with pytest.raises(Unauthenticated):
        policy.check_read_edition(ANONYMOUS, HERE, audience="regulator", released=True)


CODES = st.sampled_from(["a", "b"])
SIDES = st.none() | st.frozensets(CODES)
GRANTS = st.lists(st.builds(Grant, st.sampled_from(ROLES), st.none() | CODES, SIDES, SIDES, SIDES), max_size=3)
SCOPES = st.lists(
    st.builds("{}:{}:{}".format, st.sampled_from([*load_scopes(), "nonsense"]), CODES | st.just("*"),
              st.sampled_from(["read", "write", "acknowledge", "eat"])), min_size=1, max_size=3,
)  # fmt: skip
SUBJECTS = st.builds(PolicySubject, *[st.none() | CODES] * 4)


@given(GRANTS, SCOPES, SUBJECTS)
def test_a_scope_never_adds(grants: list[Grant], scopes: list[str], about: PolicySubject) -> None:
    whole = Principal("pat", "client", tuple(grants))
    less = Principal("pat", "client", narrow_grants(grants, " ".join(scopes)))
    for act in load_acts():
        assert policy.can(whole, act, about) or not policy.can(less, act, about)
        assert policy.can_somewhere(whole, act) or not policy.can_somewhere(less, act)
