"""Accounts as the administrator's pages list them, and one account with what it may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.pages.rendering import page_path
from api.pages.views.account import office_words, reach_words
from api.pages.wording import date_words
from mappings.definitions.word_search import has_words, split_words
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.accounts import Account
from returnonce.access.api_secrets import Secret
from returnonce.access.grants import RecordedGrant
from returnonce.clock import LONDON

KINDS = {"person": "Person", "client": "Machine"}
SECRET_KINDS = {"key": "API key", "secret": "Client secret"}


@dataclass(frozen=True)
class PersonRow:
    """One account of the list."""

    href: str
    title: str
    name: str
    kind: str
    place: str
    roles: str
    state: str
    colour: str


@dataclass(frozen=True)
class GrantItem:
    """One role that an account has; ``number`` is what it is taken back by."""

    number: int
    title: str
    reach: str
    since: str


@dataclass(frozen=True)
class OfficeItem:
    office: str
    title: str


@dataclass(frozen=True)
class SecretRow:
    """One key, without itself. ``holds``: until when, or since when it does not."""

    public: str
    shown: str
    kind: str
    account: str
    href: str
    made: str
    used: str
    holds: str
    networks: str
    live: bool


def person_rows(
    ruleset: Ruleset, accounts: Iterable[Account], grants: Sequence[RecordedGrant], text: str, *, ended: bool
) -> list[PersonRow]:
    """The accounts that have all the words, those that ended only where ``ended`` asks for them."""
    live: dict[int, list[str]] = {}
    for grant in grants:
        if grant.ended_at is None:
            live.setdefault(grant.account, []).append(grant.grant.role)
    rows = [
        _person(ruleset, account, live.get(account.id, [])) for account in accounts if ended or account.ended_at is None
    ]
    words = split_words(text)
    return [row for row in rows if not words or has_words(words, row.title, row.name, row.place, row.roles)]


def _person(ruleset: Ruleset, account: Account, roles: Sequence[str]) -> PersonRow:
    state, colour = ("Ended", "grey") if account.ended_at else ("Active", "green") if roles else ("No role", "yellow")
    return PersonRow(
        page_path("administration", "people", account.name), account.title, account.name, KINDS[account.kind],
        place_title(ruleset, account.place), ", ".join(dict.fromkeys(roles)), state, colour,
    )  # fmt: skip


def place_title(ruleset: Ruleset, place: str | None) -> str:
    """A place's title; every place where none is named."""
    if place is None:
        return "Every place"
    return ruleset.places[place].title if place in ruleset.places else place


def account_facts(ruleset: Ruleset, account: Account) -> list[tuple[str, str]]:
    """What is said of an account first."""
    facts = [
        ("Account", account.name), ("Kind", KINDS[account.kind]),
        ("Kept by the administrators of", place_title(ruleset, account.place)), ("Made", _day(account.made_at)),
        ("Ended", _day(account.ended_at) if account.ended_at else ""),
    ]  # fmt: skip
    return [(name, text) for name, text in facts if text]


def grant_items(ruleset: Ruleset, grants: Iterable[RecordedGrant]) -> list[GrantItem]:
    """The roles that an account has now."""
    return [
        GrantItem(one.number, one.grant.role.capitalize(), reach_words(ruleset, one.grant), _day(one.given_at))
        for one in grants
        if one.ended_at is None
    ]


def office_items(ruleset: Ruleset, offices: Iterable[str]) -> list[OfficeItem]:
    """The statutory offices that an account holds, as ``office@place``."""
    pairs = [office.partition("@") for office in sorted(offices)]
    return [OfficeItem(code, f"{office_words(code)}, {place_title(ruleset, place)}") for code, _, place in pairs]


def secret_rows(secrets: Iterable[Secret], titles: Mapping[str, str], now: datetime) -> list[SecretRow]:
    """Keys and client secrets, those that open something first."""
    rows = [_secret(secret, titles, now) for secret in secrets]
    return sorted(rows, key=lambda row: not row.live)


def _secret(secret: Secret, titles: Mapping[str, str], now: datetime) -> SecretRow:
    live = secret.live(now)
    word = "Revoked" if secret.ended_at else "Until" if live else "Expired"
    prefix = "ro" if secret.kind == "key" else "ros"
    return SecretRow(
        secret.public, f"{prefix}_{secret.public}_…", SECRET_KINDS[secret.kind],
        titles.get(secret.account, secret.account),
        page_path("administration", "people", secret.account), _day(secret.made_at),
        date_words(secret.last_used) if secret.last_used else "never",
        f"{word} {_day(secret.ended_at or secret.expires_at)}", ", ".join(secret.addresses) or "anywhere", live,
    )  # fmt: skip


def _day(instant: datetime) -> str:
    return date_words(instant.astimezone(LONDON).date())
