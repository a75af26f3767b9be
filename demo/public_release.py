"""A return with small counts is signed off and released to the public: what is hidden in it, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from demo.demo_store import DemoStore
from demo.publication import acting_as, answer_queries
from demo.stories import DemoStory
from demo.summary_text import TYPED
from exports.editions.proposals.approve import approve, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.publication.publish import publish
from exports.editions.published_editions import PublishedEdition
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_cells

#: Its children are made up, and few enough for small counts.
PROFILE = ReturnKey("ofsted-profile", "E10000024", "FY2025-26")
SHOWN = 4


@dataclass(frozen=True)
class PublicRelease:
    """The edition, and its cells as its recipient and as everybody sees them, in the same order."""

    edition: PublishedEdition
    true: pl.DataFrame
    public: pl.DataFrame


def run_public_release(store: DemoStore) -> PublicRelease:
    """Propose, approve, sign off and publish it, for everybody too."""
    officer = acting_as(store, "sample-county-officer")
    answer_queries(store, PROFILE, officer)
    proposal = propose(store, PROFILE, by=officer)
    approve(store, proposal.name, by=acting_as(store, "sample-county-approver"))
    sign_off(store, proposal.name, by=acting_as(store, "sample-county-director"))
    edition = publish(store, proposal.name, by=officer, public=True)
    regulator, public = (read_edition_cells(store.blobs, edition, audience) for audience in ("regulator", "public"))
    return PublicRelease(edition, regulator, public)


def public_release_story(release: PublicRelease, store: DemoStore) -> DemoStory:
    """What everybody may see of it, and what not."""
    return DemoStory("What everybody may see, and what not", tuple(_lines(release, store.address)))


def _lines(release: PublicRelease, service: str) -> Iterator[str]:
    hidden = hidden_cells(release)
    rule, version = release.edition.rules["public"]
    count_true = release.true.filter(pl.col("value").is_not_null() & ~pl.col("withheld")).height
    yield (
        f"{release.edition.name}: the director of children's services signed it off, and it was released to everybody "
        f"under the rule {rule}, version {version}. Its recipient sees {count_true} figures; everybody sees "
        f"{count_true - len(hidden)}, since {len(hidden)} are small counts or would give one away:"
    )
    for line, count in list(Counter(row["line"] for row in hidden).items())[:SHOWN]:
        label = next(row["label"] for row in hidden if row["line"] == line)
        yield f"  {line}, {label[:60]}: {count} hidden"
    yield "Nobody needs a key for what everybody may see:"
    yield f"{TYPED}curl {service}/v1/editions/{'/'.join(PROFILE)}/latest/cells.csv"


def hidden_cells(release: PublicRelease) -> list[dict[str, str]]:
    """The cells that have a figure for the recipient and none for everybody."""
    key = ["line", "area", "period", "breakdown"]
    public_cells = release.public.filter(pl.col("value").is_not_null() & ~pl.col("withheld")).select(key)
    true_cells = release.true.filter(pl.col("value").is_not_null() & ~pl.col("withheld"))
    return true_cells.join(public_cells, on=key, how="anti").select(*key, "label").to_dicts()


def public_release_data(release: PublicRelease) -> dict[str, Any]:
    """The same for a program."""
    return {"edition": release.edition.name, "hidden": [row["line"] for row in hidden_cells(release)]}
