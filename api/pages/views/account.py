"""An account as its page shows it: roles, reach and keys in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.pages.views.figure import agency_name
from api.pages.wording import date_words, instant_words
from mappings.reminders.reminder_text import find_return_title
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.accounts import Account
from returnonce.access.api_secrets import Secret
from returnonce.access.grant_text import acts_of
from returnonce.access.principals import Grant, Principal

HOW = {
    "password": "name and password", "oidc": "your council account", "sample": "one press, in this demonstration",
    "console": "the console of this machine",
}  # fmt: skip
OPERATOR = "Everything, except what takes a second person: this machine's console is trusted with the store."


@dataclass(frozen=True)
class RoleWords:
    """One role: its name, how far it reaches, and what it allows there."""

    title: str
    reach: str
    acts: tuple[str, ...]


def account_values(
    ruleset: Ruleset, principal: Principal, account: Account | None, keys: Sequence[Secret], *, now: datetime
) -> dict[str, Any]:
    """What the page of an account shows."""
    about = [("Name", principal.name), ("Signed in with", HOW.get(principal.by, principal.by))]
    if account is not None and account.place:
        about.append(("Kept by the administrators of", _place(ruleset, account.place)))
    if principal.expires_at is not None:
        about.append(("Signed out at", f"{instant_words(principal.expires_at)}, unless you open another page before"))
    roles = (
        [RoleWords("Operator", OPERATOR, ())]
        if principal.kind == "operator"
        else [_role(ruleset, g) for g in principal.grants]
    )
    return {
        "about": about, "roles": roles, "offices": [_office(ruleset, office) for office in sorted(principal.offices)],
        "keys": [_key(key, now) for key in keys],
    }  # fmt: skip


def _role(ruleset: Ruleset, grant: Grant) -> RoleWords:
    return RoleWords(grant.role.capitalize(), reach_words(ruleset, grant), tuple(act.words for act in acts_of(grant)))


def reach_words(ruleset: Ruleset, grant: Grant) -> str:
    """``For Lewisham; of the returns National Indicator Set``, or ``For every place, agency, area and return``."""
    sides = [
        f"for {_place(ruleset, grant.place)}" if grant.place else "",
        _side("of", "agency", "agencies", grant.agencies, lambda code: agency_name(ruleset, code)),
        _side("in", "area", "areas", grant.areas, lambda code: _area(ruleset, code)),
        _side("of", "return", "returns", grant.returns, lambda code: _return(ruleset, code)),
    ]
    said = "; ".join(side for side in sides if side)
    return f"{said[0].upper()}{said[1:]}." if said else "For every place, agency, area and return."


def _side(word: str, one: str, many: str, codes: Iterable[str] | None, name: Any) -> str:
    if codes is None:
        return ""
    names = sorted(name(code) for code in codes)
    return f"{word} the {one if len(names) == 1 else many} {', '.join(names)}"


def _place(ruleset: Ruleset, code: str) -> str:
    return ruleset.places[code].title if code in ruleset.places else code


def _area(ruleset: Ruleset, code: str) -> str:
    return ruleset.areas.get(code).name if code in ruleset.areas else code


def _return(ruleset: Ruleset, code: str) -> str:
    return find_return_title(ruleset, code, of_records=False)


def _office(ruleset: Ruleset, office_text: str) -> str:
    office, _, place = office_text.partition("@")
    return office_words(office) + (f", {_place(ruleset, place)}" if place else "")


def office_words(office: str) -> str:
    """``Director of children's services``."""
    return office.replace("-", " ").replace("childrens", "children\u2019s").capitalize()


def _key(key: Secret, now: datetime) -> tuple[str, str, str, str]:
    ends = "revoked" if key.ended_at else "expired" if key.expires_at <= now else date_words(key.expires_at.date())
    used = date_words(key.last_used) if key.last_used else "never"
    prefix = "ro" if key.kind == "key" else "ros"
    return (f"{prefix}_{key.public}_…", date_words(key.made_at.date()), used, ends[0].upper() + ends[1:])
