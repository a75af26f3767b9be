"""Who may do what: the one place that decides, for the API, the pages and the command line alike.

``can_<act>(who, about)`` asks; ``check_<act>(who, about)`` raises, and explains. What one may not know is there is
answered as if it were not: :func:`missing` is also the answer of whoever looks a thing up in vain.

Raises:
    Unauthenticated: nobody is signed in.
    NotFound: who asks may not know that there is such a thing.
    Forbidden: who asks may know of it and not do this; says which role would be needed.
"""

from __future__ import annotations

from collections.abc import Callable

from returnonce.access.acts import load_acts
from returnonce.access.grant_text import describe_needed_role
from returnonce.access.principals import PolicySubject, Principal
from returnonce.errors import Forbidden, NotFound, Unauthenticated

Ask = Callable[[Principal, PolicySubject], bool]
Check = Callable[[Principal, PolicySubject], None]
ANYTHING = PolicySubject()


def missing() -> NotFound:
    """The one answer for what is not there and for what one may not know of."""
    return NotFound("There is nothing here that you may see.", mend="Look at /v1/me for what you may see.")


def can(who: Principal, act: str, about: PolicySubject) -> bool:
    """True where one of the caller's grants has the act and reaches what it is about."""
    roles = load_acts()[act].roles
    if who.kind == "operator" or roles == "everybody":
        return True
    if roles == "any":
        return any(grant.acts is None or act in grant.acts for grant in who.grants)
    return any(
        grant.role in roles and (grant.acts is None or act in grant.acts) and grant.covers(about)
        for grant in who.grants
    )


def check(who: Principal, act: str, about: PolicySubject) -> None:
    """As :func:`can`, raising what this module raises."""
    if not can(who, act, about):
        raise refusal(who, act, about)


def refusal(who: Principal, act: str, about: PolicySubject) -> Unauthenticated | NotFound | Forbidden:
    """The error, saying no more than the caller may know."""
    rule = load_acts()[act]
    if who.kind == "anonymous":
        return Unauthenticated(
            "It is not known who asks.",
            mend="Send an API key or an access token as Authorization: Bearer …, or sign in.",
        )
    if not rule.openly and not (rule.seen_by and can(who, rule.seen_by, about)):
        return missing()
    return Forbidden(f"{who.name} may not {rule.words}.", mend=describe_needed_role(rule, about))


def check_signed_in(who: Principal) -> None:
    """Before anything is looked up for somebody.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if who.kind == "anonymous":
        raise refusal(who, "read_agencies", ANYTHING)


def can_somewhere(who: Principal, act: str) -> bool:
    """True where the act is the caller's for at least some things: a list may then be asked for."""
    roles = load_acts()[act].roles
    if who.kind == "operator" or roles == "everybody":
        return True
    return any(
        (roles == "any" or grant.role in roles) and (grant.acts is None or act in grant.acts) for grant in who.grants
    )


def check_somewhere(who: Principal, act: str) -> None:
    """Before a list: its rows are then only those for which the act's ``can_`` says yes.

    Raises:
        Unauthenticated: nobody is signed in.
        Forbidden: no grant has the act anywhere.
    """
    if who.kind == "anonymous":
        raise refusal(who, act, ANYTHING)
    if not can_somewhere(who, act):
        rule = load_acts()[act]
        raise Forbidden(f"{who.name} may not {rule.words}.", mend=describe_needed_role(rule, ANYTHING))


def _pair(act: str) -> tuple[Check, Ask]:
    def check_act(who: Principal, about: PolicySubject) -> None:
        check(who, act, about)

    def can_act(who: Principal, about: PolicySubject) -> bool:
        return can(who, act, about)

    return check_act, can_act


check_read_definitions, can_read_definitions = _pair("read_definitions")
check_read_agencies, can_read_agencies = _pair("read_agencies")
check_read_collections, can_read_collections = _pair("read_collections")
check_read_submission, can_read_submission = _pair("read_submission")
check_submit, can_submit = _pair("submit")
check_check_upload, can_check_upload = _pair("check_upload")
check_withdraw_submission, can_withdraw_submission = _pair("withdraw_submission")
check_answer_query, can_answer_query = _pair("answer_query")
check_read_figures, can_read_figures = _pair("read_figures")
check_read_restricted, can_read_restricted = _pair("read_restricted")
check_read_draft, can_read_draft = _pair("read_draft")
check_propose, can_propose = _pair("propose")
check_publish, can_publish = _pair("publish")
check_mark_sent, can_mark_sent = _pair("mark_sent")
check_load_portal_report, can_load_portal_report = _pair("load_portal_report")
check_withdraw_edition, can_withdraw_edition = _pair("withdraw_edition")
check_acknowledge, can_acknowledge = _pair("acknowledge")
check_manage_webhooks, can_manage_webhooks = _pair("manage_webhooks")
check_grant_extension, can_grant_extension = _pair("grant_extension")
check_chase, can_chase = _pair("chase")
check_record_event, can_record_event = _pair("record_event")
check_read_burden, can_read_burden = _pair("read_burden")
_, can_read_sharing = _pair("read_sharing")
check_read_audit, can_read_audit = _pair("read_audit")
check_manage_accounts, can_manage_accounts = _pair("manage_accounts")
check_manage_service, can_manage_service = _pair("manage_service")


def can_approve(who: Principal, about: PolicySubject, *, proposed_by: str = "") -> bool:
    """An approver other than who proposed."""
    return can(who, "approve", about) and who.name != proposed_by


def check_approve(who: Principal, about: PolicySubject, *, proposed_by: str = "") -> None:
    """As :func:`can_approve`; that it takes two persons holds at the console too."""
    check(who, "approve", about)
    _check_second(who, proposed_by)


def can_return_proposal(who: Principal, about: PolicySubject, *, proposed_by: str = "") -> bool:
    """An approver other than who proposed."""
    return can(who, "return_proposal", about) and who.name != proposed_by


def check_return_proposal(who: Principal, about: PolicySubject, *, proposed_by: str = "") -> None:
    """As :func:`can_return_proposal`."""
    check(who, "return_proposal", about)
    _check_second(who, proposed_by)


def _check_second(who: Principal, proposed_by: str) -> None:
    if who.name == proposed_by:
        raise Forbidden(f"{who.name} put this up for approval.", mend="A second person must decide on it.")


def can_sign_off(who: Principal, about: PolicySubject, *, office: str) -> bool:
    """Who holds the statutory office at the place; the console too, which is told apart by its name."""
    return who.kind == "operator" or who.holds_office(office, about)


def check_sign_off(who: Principal, about: PolicySubject, *, office: str) -> None:
    """As :func:`can_sign_off`."""
    if can_sign_off(who, about, office=office):
        return
    if who.kind == "anonymous" or not can(who, "read_draft", about):
        raise refusal(who, "sign_off", about)
    where = f" of {about.place}" if about.place else ""
    raise Forbidden(
        f"{who.name} does not hold the office that signs this return off.",
        mend=f"It is signed off by the {office.replace('-', ' ')}{where}.",
    )


def can_read_edition(
    who: Principal, about: PolicySubject, *, audience: str = "regulator", released: bool = False
) -> bool:
    """Its recipient, and who works on the return; ``released``: it was released to the public."""
    if audience == "public" and released:
        return True
    return can(who, "read_council_edition" if audience == "council" else "read_edition", about)


def check_read_edition(
    who: Principal, about: PolicySubject, *, audience: str = "regulator", released: bool = False
) -> None:
    """As :func:`can_read_edition`. What is not released to the public is, to the public, not there."""
    if can_read_edition(who, about, audience=audience, released=released):
        return
    if who.kind == "anonymous" and audience == "public":
        raise missing()
    raise refusal(who, "read_council_edition" if audience == "council" else "read_edition", about)
