"""Publishing an approved proposal: it becomes the next edition, once, whoever and however many try."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from exports.editions.changes import changed_cells
from exports.editions.changes_file import changes_files
from exports.editions.compare_with import last_had
from exports.editions.editions import Edition, edition_of_proposal, editions
from exports.editions.frozen import File
from exports.editions.ground import Ground, ground_of
from exports.editions.kept import frozen_cells, keep_bytes, sweep
from exports.editions.models import EditionFileRow, EditionRow
from exports.editions.moved import refuse_moved
from exports.editions.proposals import Proposal, proposal
from exports.editions.release import goes_to, refuse_release
from exports.editions.told import announce
from mappings.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import check_publish
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Unavailable
from returnonce.files import sha256

#: How often publishing begins again where the ground moved under it.
TRIES = 5
WAITS = {"approval": "It is not approved yet.", "sign_off": "It waits for the statutory officer's word."}


def publish(
    engine: Engine,
    ruleset: Ruleset,
    home: Path,
    clock: Clock,
    *,
    name: str,
    by: Principal,
    public: bool = False,
    although_moved: bool = False,
) -> Edition:
    """The proposal as the next edition. Publishing it again gives the same edition.

    ``public``: release it to the public too; ``although_moved``: publish what was approved, even if figures moved
    since.

    Raises:
        NotFound, Forbidden: as the policy says.
        Conflict: it is not approved, not signed off, or open no more; or figures moved since it was proposed.
        Refused: it may not be released to the public.
        Unavailable: kept bytes are gone or altered; or others publish without end.
    """
    for _ in range(TRIES):
        with reading(engine) as session:
            one, ground = proposal(session, name), ground_of(session)
            check_publish(by, one.subject)
            if (done := edition_of_proposal(session, one.id)) is not None:
                return done
            _refuse_waiting(one)
            before = editions(session, return_code=one.return_code, area=one.area, period=one.period)
            if not although_moved:
                refuse_moved(session, ruleset, home, one, as_of=clock.now())
            refuse_release(session, ruleset, home, one, public=public)
        told = _told(home, one, before, public=public)
        keep_bytes(home, [file.data for files in told.values() for file in files])
        done = _write(engine, home, clock, name=name, by=by, public=public, ground=ground, told=told)
        if done is not None:
            return done
    raise Unavailable("Others publish at this very moment.", mend="Nothing was changed; try again.")


Told = dict[str, tuple[File, ...]]


def _refuse_waiting(one: Proposal) -> None:
    if one.waits_for == "publication":
        return
    said = WAITS.get(one.waits_for or "", f"It is {one.state.replace('_', ' ')}.")
    raise Conflict(f"This proposal cannot be published. {said}", mend="See its state; propose anew if it has ended.")


def _told(home: Path, one: Proposal, before: list[Edition], *, public: bool) -> Told:
    """The files of changes for each audience, against the last edition that it had."""
    number, told = _next(before), dict[str, tuple[File, ...]]()
    for each in goes_to(one, public=public):
        last = last_had(before, each.audience)
        old = frozen_cells(home, last.cells[each.audience]) if last else None
        found = changed_cells(old, frozen_cells(home, each.cells or ""))
        told[each.audience] = changes_files(found, number=number, before=last.number if last else None)
    return told


def _next(before: list[Edition]) -> int:
    return max((one.number for one in before), default=0) + 1


def _write(
    engine: Engine,
    home: Path,
    clock: Clock,
    *,
    name: str,
    by: Principal,
    public: bool,
    ground: Ground,
    told: Told,
) -> Edition | None:
    """Everything in one transaction; None where the ground moved since it was looked at."""
    with transaction(engine) as session:
        one = proposal(session, name)
        if (done := edition_of_proposal(session, one.id)) is not None:
            return done
        if ground_of(session) != ground:
            return None
        _refuse_waiting(one)
        sweep(session, home)
        keep_bytes(home, [file.data for files in told.values() for file in files])
        row = _row(session, clock, one, by=by, public=public)
        session.add(row)
        session.flush()
        _add_files(session, row, told)
        made = edition_of_proposal(session, one.id)
        assert made is not None
        announce(session, clock, "published" if made.number == 1 else "restated", made)
        return made


def _row(session: Session, clock: Clock, one: Proposal, *, by: Principal, public: bool) -> EditionRow:
    highest = session.exec(
        select(func.max(col(EditionRow.number))).where(
            EditionRow.return_code == one.return_code, EditionRow.area == one.area, EditionRow.period == one.period
        )
    ).one()
    number = (highest or 0) + 1
    subject = f"{one.return_code}/{one.area}/{one.period}/{number}"
    details = {"by": by.name, "proposal": one.name, "content": one.content, "ruleset": one.ruleset, "public": public}
    head = audit.record(session, clock, act="publish", subject=subject, details=details)
    return EditionRow(
        proposal=one.id, return_code=one.return_code, area=one.area, period=one.period, number=number,
        public=public, published_by=by.name, published_at=clock.now(), head=head.hash,
    )  # fmt: skip


def _add_files(session: Session, row: EditionRow, told: Told) -> None:
    assert row.id is not None
    for audience, files in told.items():
        for position, file in enumerate(files):
            session.add(
                EditionFileRow(
                    edition=row.id, audience=audience, position=position, name=file.name,
                    media_type=file.media_type, sha256=sha256(file.data), size=len(file.data),
                )
            )  # fmt: skip
    session.flush()
