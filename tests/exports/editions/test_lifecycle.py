"""From draft to edition: who, in which order, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from exports.editions.proposals.approve import return_proposal, sign_off
from exports.editions.proposals.read_proposals import read_proposal
from exports.editions.published_editions import PublishedEdition, read_edition, read_editions
from returnonce import audit
from returnonce.access.principals import ANONYMOUS, OPERATOR, Grant, Principal
from returnonce.db import reading
from returnonce.errors import Conflict, Forbidden, NotFound, Refused, ReturnOnceError, Unauthenticated
from tests.exports.editions.worlds import (
    APPROVER,
    DIRECTOR,
    KEY,
    OFFICER,
    REGULATOR,
    SECOND,
    SIGNED,
    World,
    rules,
)
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

BOTH = Principal("olga", "person", (Grant("officer"), Grant("approver")))
MACHINE = Principal("robot", "client", (Grant("officer"), Grant("approver")))
ELSEWHERE = Principal("emma", "person", (Grant("officer", place="away"), Grant("approver", place="away")))


def acts(world: World) -> list[str]:
    with reading(world.engine) as session:
        assert audit.find_first_break(session) is None
        return list(session.execute(text("SELECT act FROM audit WHERE act <> 'bind' ORDER BY id")).scalars())


def all_editions(world: World) -> list[PublishedEdition]:
    with reading(world.engine) as session:
        return read_editions(session)


def test_a_draft_becomes_an_edition(world: World) -> None:
    one = world.propose(note=" as agreed ")
    assert (one.state, one.waits_for, one.note) == ("proposed", "approval", "as agreed")
    done = world.publish(world.approve(one))
    assert (done.number, done.published_by, done.content, done.audiences) == (1, "olga", one.content, ("regulator",))
    assert {file.name for file in done.files} >= {"national_COUNTY_FY2009-10.xlsx", "changes.json", "changes.csv"}
    assert acts(world) == ["propose", "approved proposal", "publish"]
    with reading(world.engine) as session:
        assert session.execute(text("SELECT hash FROM audit WHERE act = 'publish'")).scalar_one() == done.head
        assert read_edition(session, KEY) == done
        assert read_proposal(session, one.name[:8]).state == "published"


def test_the_statutory_officer_has_a_word(small: World) -> None:
    small.ruleset = rules(sign_off=SIGNED)
    one = small.approve(small.propose())
    assert (one.office, one.waits_for) == ("director-of-childrens-services", "sign_off")
    with pytest.raises(Conflict, match="statutory officer"):
        small.publish(one)
    with pytest.raises(Forbidden, match="office"):
        small.sign(one, APPROVER)
    one = small.sign(one)
    assert (one.state, one.waits_for) == ("signed_off", "publication")
    assert small.sign(one).acts == one.acts
    assert small.publish(one).number == 1


def test_a_word_that_is_not_asked_for_or_too_early_is_refused(small: World) -> None:
    with pytest.raises(Conflict, match="needs no"):
        small.sign(small.propose())
    small.ruleset = rules(sign_off=SIGNED)
    small.value(44, 260)
    one = small.propose()
    with pytest.raises(Conflict, match="not approved yet"):
        small.sign(one)
    own = Principal("olga", "person", (Grant("officer"),), DIRECTOR.offices)
    with pytest.raises(Forbidden, match="put this up"):
        sign_off(small.context, small.approve(one).name, by=own)


@pytest.mark.parametrize(
    ("proposer", "second", "kind"),
    [
        (OFFICER, APPROVER, None),
        (OPERATOR, APPROVER, None),
        (OFFICER, OPERATOR, None),
        (OPERATOR, OPERATOR, Forbidden),
        (BOTH, BOTH, Forbidden),
        (OFFICER, Principal("olga", "person", (Grant("approver"),), by="key"), Forbidden),
        (OFFICER, MACHINE, Forbidden),
        (OFFICER, SECOND, Forbidden),
        (OFFICER, REGULATOR, NotFound),
        (OFFICER, ELSEWHERE, NotFound),
        (OFFICER, ANONYMOUS, Unauthenticated),
        (APPROVER, OPERATOR, Forbidden),
        (REGULATOR, OPERATOR, NotFound),
        (ELSEWHERE, OPERATOR, NotFound),
        (ANONYMOUS, OPERATOR, Unauthenticated),
    ],
)
def test_it_takes_two_who_may(
    small: World, proposer: Principal, second: Principal, kind: type[ReturnOnceError] | None
) -> None:
    if kind is None:
        assert small.approve(small.propose(proposer), second).state == "approved"
        return
    with pytest.raises(kind):
        small.approve(small.propose(proposer), second)
    assert all_editions(small) == []


def test_what_is_not_approved_or_was_sent_back_is_not_published(small: World) -> None:
    one = small.propose()
    with pytest.raises(Conflict, match="not approved"):
        small.publish(one)
    with pytest.raises(Refused, match="needs its reason"):
        return_proposal(small.context, one.name, by=APPROVER, reason=" ")
    with pytest.raises(Forbidden):
        return_proposal(small.context, one.name, by=BOTH, reason="mine")
    one = return_proposal(small.context, one.name, by=APPROVER, reason="NI 2 is missing")
    assert (one.state, one.waits_for, one.acts[-1].note) == ("sent_back", None, "NI 2 is missing")
    for act in (small.approve, small.publish):
        with pytest.raises(Conflict, match="sent back"):
            act(one)
    assert small.propose().name != one.name


def test_the_same_draft_is_one_proposal_and_another_takes_its_place(small: World) -> None:
    one = small.propose()
    assert small.propose().name == one.name
    other = small.propose(SECOND)
    small.value(40, 260)
    third = small.propose(SECOND)
    with reading(small.engine) as session:
        states = [read_proposal(session, each.name).state for each in (one, other, third)]
    assert states == ["superseded", "superseded", "proposed"]
    with pytest.raises(Conflict, match="superseded"):
        small.approve(one)


def test_figures_that_moved_are_not_what_was_approved(small: World) -> None:
    one = small.approve(small.propose())
    small.value(40, 260)
    with pytest.raises(Conflict, match=r"One cell moved since this was proposed: NI 1\.") as refusal:
        small.publish(one)
    assert "Propose the return again" in (refusal.value.mend or "")
    assert all_editions(small) == []
    assert small.publish(one, although_moved=True).content == one.content
    assert small.edition("late-figures").number == 2


def test_what_moved_and_came_back_has_not_moved(small: World) -> None:
    one = small.approve(small.propose())
    small.take_back(small.value(40, 260))
    assert small.publish(one).number == 1


def test_another_edition_needs_a_reason_and_a_difference(small: World) -> None:
    small.edition()
    small.value(40, 260)
    for reason, said in ((None, "no reason for another"), ("because", "There is no reason 'because'")):
        with pytest.raises(Refused, match=said):
            small.propose(reason=reason)
    assert small.edition("correction").reason == "correction"
    with pytest.raises(Conflict, match="Nothing differs from edition 2"):
        small.propose(reason="correction")
    gone = small.withdraw(all_editions(small)[-1])
    acts_written = acts(small)
    assert (small.withdraw(gone), acts(small)) == (gone, acts_written)
    with pytest.raises(Conflict, match="withdrawn already"):
        small.withdraw(gone, by=OPERATOR)
    assert small.edition("correction").number == 3


def test_publishing_again_gives_the_same_edition(small: World) -> None:
    one = small.approve(small.propose())
    first = small.publish(one)
    before = acts(small)
    small.value(50, 260)
    assert small.publish(one, SECOND) == first
    assert acts(small) == before


def race(many: int, act: Callable[[int], Any]) -> list[Any]:
    told: list[Any] = [None] * many
    begin = threading.Barrier(many)

    def run(number: int) -> None:
        begin.wait()
        try:
            told[number] = act(number)
        except ReturnOnceError as error:
            told[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_32_who_publish_at_once_all_get_one_edition(world: World) -> None:
    one = world.approve(world.propose())
    outcomes = race(32, lambda number: world.publish(one, OFFICER if number % 2 else SECOND))
    assert {each.name for each in outcomes} == {"national/COUNTY/FY2009-10/1"}
    assert len({each.head for each in outcomes}) == 1
    assert acts(world).count("publish") == 1
    assert len(all_editions(world)) == 1


def test_racing_officers_and_uploads_leave_no_gap_in_the_numbers(world: World) -> None:
    """Each tries to publish an edition of its own; whoever is too late is told so, and nothing is numbered twice."""

    def try_all(number: int) -> Any:
        world.value(40 + number, 260)
        mine = Principal(f"officer-{number}", "person", (Grant("officer"),))
        return world.publish(world.approve(world.propose(mine, reason="late-figures")), mine)

    outcomes = race(6, try_all)
    numbers = [one.number for one in all_editions(world)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(isinstance(each, PublishedEdition) for each in outcomes)
    assert acts(world).count("publish") == len(numbers)


def test_returns_of_records_are_not_editions(bare: World) -> None:
    bare.ruleset = load_ruleset()
    for code in ("ssda903", "cin", "ofsted-annex-a"):
        with pytest.raises(Refused, match="records about people"):
            bare.propose(return_code=code, area="Nottinghamshire", period="FY2025-26")


@pytest.mark.parametrize(("about"), [{"return_code": "none"}, {"area": "Atlantis"}])
def test_what_is_not_known_is_not_found(small: World, about: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        small.propose(**about)
