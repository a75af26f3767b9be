"""A return is proposed, approved and published; then one figure is corrected, and what that changes is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectors.figures.check import check_figures
from collectors.receive_upload import receive
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from demo.demo_store import DemoStore
from demo.rounds import FOLDER
from demo.sample_people import add_people
from demo.stories import DemoStory
from demo.summary_text import TYPED
from exports.editions.changes.cell_changes import compare_editions
from exports.editions.changes.impact import Impact, find_impacts
from exports.editions.proposals.approve import approve
from exports.editions.proposals.propose import fill_draft, propose
from exports.editions.publication.publish import publish
from exports.editions.published_editions import PublishedEdition
from exports.editions.queries.answers import record_answers
from exports.editions.queries.submission_queries import find_unanswered
from exports.editions.return_key import ReturnKey
from returnonce.access.account_principals import find_console_principal
from returnonce.access.accounts import find_account
from returnonce.access.api_secrets import SecretTerms, issue_secret
from returnonce.access.principals import OPERATOR, Principal
from returnonce.blobs import write_atomic
from returnonce.count_text import format_count
from returnonce.db import reading, transaction
from returnonce.numbers import format_shortest
from returnonce.settings import Settings

KEY = ReturnKey("national-indicators", "E09000023", "FY2009-10")
CORRECTION = FOLDER / "FY2009-10/lewisham/lewisham-yot-correction-illustrative.csv"
SENDER = "lewisham-yot"
KEY_FILE = "regulator.key"
EXPLAINED = "Looked into with the agency: the figure stands (illustrative)."


@dataclass(frozen=True)
class PublicationSteps:
    """Two editions of one return; how many queries were answered before the first; what the correction was said to
    change before it was sent, and what it changed; the file with the key of whoever receives the return."""

    first: PublishedEdition
    second: PublishedEdition
    answered: int
    foreseen: tuple[Impact, ...]
    changed: pl.DataFrame
    key: Path


def run_publication(store: DemoStore) -> PublicationSteps:
    """Publish, correct one figure, publish again."""
    add_people(store.engine, store.clock)
    key = _key(store)
    answered = _answer_queries(store)
    first = _publish(store)
    foreseen = _impact(store)
    with copy_upload(CORRECTION, SENDER) as upload:
        receive(store, upload)
    _answer_queries(store)
    second = _publish(store, reason="correction")
    changed = compare_editions(store.blobs, second, first, "regulator")
    return PublicationSteps(first, second, answered, foreseen, changed, key)


def _key(store: DemoStore) -> Path:
    """An API key of the department's system, for its owner's eyes only, as any key is."""
    with transaction(store.engine) as session:
        client = find_account(session, "sample-department")
        plain_text, _ = issue_secret(session, store.clock, client, SecretTerms("key"), by=OPERATOR)
    return write_atomic(store.out / KEY_FILE, plain_text.encode(), private=True)


def _answer_queries(store: DemoStore) -> int:
    return answer_queries(store, KEY, acting_as(store, "sample-officer"))


def answer_queries(store: DemoStore, key: ReturnKey, officer: Principal) -> int:
    """Every query on what feeds a return; officers do this one by one, and the demonstration with one sentence."""
    filled = fill_draft(store, key, as_of=store.clock.now(), by=officer)
    with reading(store.engine) as session:
        queries = find_unanswered(session, filled)
    for query in queries:
        record_answers(store, query.submission, EXPLAINED, by=officer, position=query.position)
    return len(queries)


def _publish(store: DemoStore, reason: str | None = None) -> PublishedEdition:
    officer, approver = acting_as(store, "sample-officer"), acting_as(store, "sample-approver")
    proposal = propose(store, KEY, by=officer, reason=reason)
    approve(store, proposal.name, by=approver)
    return publish(store, proposal.name, by=officer)


def _impact(store: DemoStore) -> tuple[Impact, ...]:
    with copy_upload(CORRECTION, SENDER) as upload, reading(store.engine) as session:
        verdict = check_figures(CheckContext(store, session), upload)
    impacts = find_impacts(store, verdict.figures, agency=SENDER, file=upload.sha256, file_name=upload.name)
    return tuple(impacts)


def acting_as(store: DemoStore, name: str) -> Principal:
    """A sample person, with what they may do."""
    with reading(store.engine) as session:
        return find_console_principal(session, name)


def publication_stories(steps: PublicationSteps, store: DemoStore) -> Iterator[DemoStory]:
    """What was published and restated, and how its recipient fetches it."""
    yield DemoStory("A return is published, and one figure of it restated", tuple(_life(steps)))
    yield DemoStory("What its recipient types", tuple(tell_fetching(steps.key, store)))


def _life(steps: PublicationSteps) -> Iterator[str]:
    first, second = steps.first, steps.second
    cells = sum(changed.cells.height for changed in steps.foreseen)
    yield (
        f"{first.name}: {format_count(steps.answered, 'query', 'queries')} answered; the performance officer put it "
        "up for approval, the head of performance approved it, and it was published: "
        f"{len(first.files)} files, each kept under its hash."
    )
    editions = format_count(len(steps.foreseen), "published edition", "published editions")
    yield (
        f"{CORRECTION.name} corrects one figure. Before it was sent it was said that it would change "
        f"{format_count(cells, 'cell', 'cells')} of {editions}. "
        f"Then edition {second.number} was published in the same way:"
    )
    yield from (f"  {_describe_change(row)}" for row in steps.changed.iter_rows(named=True))
    yield f"Edition {first.number} stays as it was, byte for byte, and can still be fetched."


def _describe_change(row: dict[str, Any]) -> str:
    old, new = ("none" if value is None else format_shortest(value) for value in (row["old_value"], row["new_value"]))
    return f"{row['line']}, {row['label']}: {row['change']}, {old} -> {new}"


def tell_fetching(key: Path, store: DemoStore) -> Iterator[str]:
    """How a department's system fetches the return, as lines of the summary."""
    yield "Start the service on what the demonstration left, and leave it running:"
    yield f"{TYPED}RETURNONCE_HOME={store.home.as_posix()} {_port(store)}.venv/bin/returnonce serve"
    yield "Then, as the department's system, which has a key of its own:"
    yield from (f"{TYPED}{line}" for line in recipient_types(key, store.address))


def _port(store: DemoStore) -> str:
    """The port as a variable, where it is another than that of every service."""
    port = store.settings.port
    return "" if port == Settings.model_fields["port"].default else f"RETURNONCE_PORT={port} "


def recipient_types(key: Path, service: str) -> tuple[str, ...]:
    """The lines of a shell by which a recipient fetches the return; ``service``: where it answers."""
    return (
        f'KEY="Authorization: Bearer $(cat {key.as_posix()})"',
        f"EDITIONS={service}/v1/editions/{'/'.join(KEY)}",
        'curl -H "$KEY" $EDITIONS/latest',
        'curl -H "$KEY" $EDITIONS/latest/changes.csv',
        'curl -H "$KEY" $EDITIONS/latest/cells.parquet -o cells.parquet',
        'curl -H "$KEY" $EDITIONS/latest/bundle -o edition.zip',
        'curl -H "$KEY" $EDITIONS/1/cells.csv -o cells-1.csv',
    )


def publication_data(steps: PublicationSteps) -> dict[str, Any]:
    """The same for a program."""
    return {
        "editions": [steps.first.name, steps.second.name],
        "queries_answered": steps.answered,
        "foreseen": {changed.edition.name: changed.cells.height for changed in steps.foreseen},
        "changed": steps.changed.select("line", "area", "change").to_dicts(),
    }
