"""A house in which a return was published, restated, and put up once more; and who may look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from api.app_state import state_of
from api.pages.page_state import PageState, SampleAccount
from api.pages.static_files import find_assets
from demo.sample_people import add_people, load_people
from exports.editions.proposals.approve import approve
from exports.editions.proposals.propose import fill_draft, propose
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.publication.publish import publish
from exports.editions.published_editions import PublishedEdition
from exports.editions.queries.answers import record_answers
from exports.editions.queries.submission_queries import find_unanswered
from exports.editions.return_key import ReturnKey
from returnonce.access import sessions
from returnonce.access.account_principals import find_console_principal
from returnonce.access.accounts import find_account
from returnonce.access.passwords import hash_password, set_password
from returnonce.access.principals import ANONYMOUS, OPERATOR, Principal
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from tests.api.pages.sample_service import TODAY, House
from tests.uploads import send_upload

KEY = ReturnKey("national-indicators", "E09000023", "FY2009-10")
EDITIONS = f"/editions/{'/'.join(KEY)}"
AGENCY, OFFICER, APPROVER = "lewisham-childrens-services", "sample-officer", "sample-approver"
PASSWORD = "correct horse battery staple"
HEAD = "indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note\n"
#: Corrections of the looked-after children's figures: another count, another note.
ROW = "NI 62,Lewisham,FY2009-10,total,actual,{0},351,,,final,{1}\n"


@dataclass
class Publishing:
    """A house, two editions of one return, and a proposal of a third; nobody is taken for anybody."""

    house: House
    first: PublishedEdition
    second: PublishedEdition
    third: Proposal

    def client(self, name: str = "", base: str = "http://127.0.0.1:8765") -> TestClient:
        """Requests of one of the sample people, or of nobody."""
        visitor = TestClient(
            self.house.app, base_url=base, headers={"Accept": "text/html"}, raise_server_exceptions=False,
            follow_redirects=False,
        )  # fmt: skip
        if name:
            visitor.cookies.set(
                "returnonce_session", sessions.begin_session(self.house.engine, TODAY, name, how="sample")
            )
        return visitor


def open_corrected(house: House, *, note: str = "corrected") -> PublishedEdition:
    """Add the people, publish, and correct a figure: somebody has to decide."""
    add_people(house.engine, TODAY)
    with_samples(house)
    first = _publish(house, _put_up(house))
    correct(house, 40, note)
    return first


def open_publishing(house: House, *, note: str = "corrected") -> Publishing:
    """Publish, correct a figure, publish again, correct it once more and put that up."""
    first = open_corrected(house, note=note)
    second = _publish(house, _put_up(house, "correction"))
    correct(house, 0, note)
    return Publishing(house, first, second, _put_up(house, "late-figures"))


def with_samples(house: House) -> None:
    """Nobody is let in unasked from here on, and OFFICER has a password."""
    state_of(house.app).default_principal = ANONYMOUS
    made = hash_password(PASSWORD, OFFICER)
    with transaction(house.engine) as session:
        set_password(session, TODAY, find_account(session, OFFICER), made, by=OPERATOR)


def samples() -> tuple[SampleAccount, ...]:
    """The sample people as the sign-in page has them."""
    return tuple(SampleAccount(one.name, one.title, one.may) for one in load_people().people)


def demonstration() -> PageState:
    """The state of the pages of a demonstration."""
    return PageState(find_assets(Settings()), samples())


def correct(house: House, many: int, note: str) -> None:
    """Send another count of one figure."""
    quoted = '"' + note.replace('"', '""') + '"'
    path = Path(house.settings.home) / "correction.csv"
    path.write_text(HEAD + ROW.format(many, quoted))
    receipt = send_upload(house.context.replace(clock=TODAY), path, AGENCY)
    assert receipt.accepted, receipt.table


def person(house: House, name: str) -> Principal:
    with reading(house.engine) as session:
        return find_console_principal(session, name)


def _put_up(house: House, reason: str | None = None) -> Proposal:
    officer = person(house, OFFICER)
    filled = fill_draft(house.context, KEY, as_of=TODAY.now(), by=officer)
    with reading(house.engine) as session:
        waiting = find_unanswered(session, filled)
    for name in {one.submission for one in waiting}:
        record_answers(house.context, name, "It stands.", by=officer)
    return propose(house.context, KEY, by=officer, reason=reason)


def _publish(house: House, one: Proposal) -> PublishedEdition:
    approve(house.context, one.name, by=person(house, APPROVER))
    return publish(house.context, one.name, by=person(house, OFFICER))
