"""Two million cells of many councils in one answer over HTTP, beside a bare uvicorn that sends the same bytes from a
file: seconds, the server's processor time and its peak memory; and what a question costs that is answered 304."""

from __future__ import annotations

import http.client
import shutil
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from statistics import median
from typing import NamedTuple

import polars as pl
from sqlalchemy import insert
from sqlmodel import Session, col, select

from bench.edition_server import FILES, make
from bench.processes import Result
from bench.serving import ServerProcess, server
from exports.editions.models import EditionRow, ProposalAudienceRow, ProposalFileRow, ProposalRow
from exports.editions.storage.edition_blobs import EDITIONS
from exports.filled_returns.machine_files import PARQUET
from exports.formats.parquet_file import EXACT
from jobs.gather_cells import gather_published_cells
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import BlobStore
from returnonce.clock import SystemClock
from returnonce.db import reading
from returnonce.settings import Settings
from tests.exports.cells.nations import upper_tier

FORMS = ("csv", "json", "parquet")
#: How often each server is asked, by turns; and how often for nothing but the tag.
TURNS, QUESTIONS = 2, 5
FIRST_YEAR = 1940
PIECE = 1 << 20
#: The whole nation's return of one period, of another to warm up, and all periods.
NATION, WARM, ALL = (*(f"?period=FY{year}-{year % 100 + 1}" for year in (FIRST_YEAR, FIRST_YEAR + 1)), "")


class Answer(NamedTuple):
    """What one request came to: status, bytes, tag, seconds, processor seconds of the server."""

    status: int
    size: int
    tag: str
    seconds: float
    cpu: float


def many_cells(home: Path, councils: int, periods: int) -> list[Result]:
    """A row for each form; Parquet twice, since its first answer makes the file that later ones send."""
    shutil.rmtree(home, ignore_errors=True)
    key = make(home)["key"]
    cells = multiply(home, councils, periods)
    (home / FILES).mkdir()
    with server(home, "files") as bare:
        return [
            row | {"form": form, "cells": cells, "editions": councils * periods}
            for form in FORMS
            for row in _measure(home, form, key, bare)
        ]


def _measure(home: Path, form: str, key: str, bare: ServerProcess) -> Iterator[Result]:
    file = home / FILES / f"cells.{form}"
    with server(home, "ours") as ours:
        ask(ours, f"/v1/cells.{form}{WARM}", key)
        of_nation = ask(ours, f"/v1/cells.{form}{NATION}", key)
        peak = ours.peak_mebi()
        first = ask(ours, f"/v1/cells.{form}{ALL}", key, out=file if form == "parquet" else None)
        if form == "parquet":
            yield _row("made", [first], [], (peak, ours.peak_mebi()), of_nation)
        else:
            ask(ours, f"/v1/cells.{form}{ALL}", key, out=file)
        turns = [
            (ask(ours, f"/v1/cells.{form}{ALL}", key), ask(bare, f"/cells.{form}", key)) for _ in range(TURNS)
        ]  # fmt: skip
        asked = [ask(ours, f"/v1/cells.{form}{ALL}", key, tag=first.tag) for _ in range(QUESTIONS)]
        row = _row("sent", [one for one, _ in turns], [one for _, one in turns], (peak, ours.peak_mebi()), of_nation)
        yield row | {"question": median(one.seconds for one in asked), "asked": asked[0].status}
    file.unlink()


def _row(
    what: str, ours: list[Answer], bare: list[Answer], peaks: tuple[float, float], of_nation: Answer
) -> Result:  # fmt: skip
    """The quickest turn of each; ``peaks``: of the server after a nation's return, and after all of them."""
    assert {one.size for one in bare} <= {ours[0].size}
    return {
        "what": what, "bytes": ours[0].size, "nation": of_nation.seconds, "peaks": peaks,
        "ours": min(one.seconds for one in ours), "ours_cpu": min(one.cpu for one in ours),
        "bare": min((one.seconds for one in bare), default=None),
        "bare_cpu": min((one.cpu for one in bare), default=None),
    }  # fmt: skip


def ask(one: ServerProcess, path: str, key: str, *, tag: str = "", out: Path | None = None) -> Answer:
    """Read an answer to its end, and keep it where ``out`` says."""
    headers = {"Authorization": f"Bearer {key}"} | ({"If-None-Match": tag} if tag else {})
    connection = http.client.HTTPConnection("127.0.0.1", one.port)
    worked, start = one.cpu(), time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer, size = connection.getresponse(), 0
    with out.open("wb") if out else BytesIO() as kept:
        while piece := answer.read1(PIECE):
            size += len(piece)
            if out:
                kept.write(piece)
    seconds = time.perf_counter() - start
    connection.close()
    assert answer.status == (304 if tag else 200), (path, answer.status)
    return Answer(answer.status, size, answer.getheader("etag", ""), seconds, one.cpu() - worked)


def multiply(home: Path, councils: int, periods: int) -> int:
    """The published edition once more for each council and period, with other numerators, past all that publishing
    does; how many cells there are then."""
    context = AppContext(Settings(home=home), SystemClock())
    with reading(context.engine) as session:
        edition, proposal, audience, file = _first(session)
    cells = pl.read_parquet(BytesIO(context.blobs.read(EDITIONS, str(file["sha256"]))))
    keys = product(upper_tier(councils), (f"FY{y}-{(y + 1) % 100:02}" for y in range(FIRST_YEAR, FIRST_YEAR + periods)))
    rows: dict[type, list[dict[str, object]]] = {
        table: [] for table in (ProposalRow, ProposalAudienceRow, ProposalFileRow, EditionRow)
    }
    for number, (area, period) in enumerate(keys, start=10):
        about = {"area": area, "period": period}
        rows[ProposalRow].append(proposal | about | {"id": number, "name": f"{number:064x}"})
        rows[ProposalAudienceRow].append(audience | {"proposal": number})
        name = _keep_cells(context.blobs, cells, number, area, period)
        rows[ProposalFileRow].append(file | {"proposal": number, "sha256": name})
        rows[EditionRow].append(edition | about | {"id": number, "proposal": number})
    with context.engine.begin() as connection:
        for table, each in rows.items():
            connection.execute(insert(table), each)
    # A service's clock starts this job, so that nobody who asks waits for it.
    gather_published_cells(context, context.clock.now())
    return cells.height * len(rows[EditionRow])


def _first(session: Session) -> list[dict[str, object]]:
    """Rows of the edition that was published: itself, its proposal, and what the regulator has of it as Parquet."""
    file = select(ProposalFileRow).where(
        ProposalFileRow.audience == "regulator", col(ProposalFileRow.media_type) == PARQUET
    )
    audience = select(ProposalAudienceRow).where(ProposalAudienceRow.audience == "regulator")
    found = (session.exec(query).one() for query in (select(EditionRow), select(ProposalRow), audience, file))
    return [each.model_dump() for each in found]


def _keep_cells(blobs: BlobStore, cells: pl.DataFrame, number: int, area: str, period: str) -> str:
    data = BytesIO()
    cells.with_columns(
        return_area=pl.lit(area), area=pl.lit(area), return_period=pl.lit(period), period=pl.lit(period),
        numerator=(pl.int_range(pl.len()) + number).cast(EXACT),
    ).write_parquet(data, compression="zstd")  # fmt: skip
    return blobs.keep(EDITIONS, data.getvalue())
