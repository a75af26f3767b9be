"""A check in a child comes to what the same check comes to here, on figures and on records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from collectors.check_upload import CheckResult, check_here, verdict_of
from collectors.figures import comparison
from collectors.guests import checker as checker_module
from collectors.guests import stage_files, worker
from collectors.guests.checker import GuestChecker
from collectors.guests.limits import choose_limits, is_small_text
from collectors.receive_upload import receive
from collectors.records import check
from collectors.records.check import RecordVerdict
from collectors.submissions.check_stages import CheckStage
from collectors.submissions.uploaded_file import copy_upload
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.errors import NotFound, Unavailable
from returnonce.fork_server.child import NeedsOwnChild
from returnonce.fork_server.client import ForkServer
from returnonce.sandbox import Overran, SandboxLimits
from returnonce.settings import Settings
from tests.api.services import AGENCY, BAD, GOOD
from tests.collectors.figures.workbooks import made as make_workbook
from tests.collectors.records.files import ssda903, zipped
from tests.conftest import NOON
from tests.shipped import load_ruleset
from tests.stores import copied


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, made: Path) -> AppContext:
    settings = Settings(home=tmp_path_factory.mktemp("guests"))
    copied(made, settings.home)
    return AppContext(settings, FixedClock(NOON)).open()


@pytest.fixture(scope="module")
def checker(context: AppContext) -> Iterator[GuestChecker]:
    checker = GuestChecker(context.settings)
    yield checker
    checker.close()


def both(
    context: AppContext, checker: GuestChecker, path: Path, agency: str = AGENCY
) -> tuple[CheckResult, CheckResult]:
    with copy_upload(path, agency) as upload:
        return check_here(context, upload), checker.check(context, upload)


def write(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize("name", ["good.csv", "bad.csv", "large.csv", "empty.csv", "other.pdf", "no.zip"])
def test_figures(context: AppContext, checker: GuestChecker, tmp_path: Path, name: str) -> None:
    head, row = GOOD.splitlines(keepends=True)
    data = {
        "good.csv": GOOD, "bad.csv": BAD, "empty.csv": b"", "other.pdf": b"%PDF-1.4", "no.zip": b"PK\x03\x04 no zip",
        "large.csv": head + b"".join(row.replace(b",45,", f",{n},".encode()) for n in range(3_000)),
    }  # fmt: skip
    here, there = map(verdict_of, both(context, checker, write(tmp_path, name, data[name])))
    assert_frame_equal(there.table, here.table)
    assert_frame_equal(there.figures, here.figures)
    assert {**vars(there), "table": None, "coded_figures": None} == {**vars(here), "table": None, "coded_figures": None}


def test_a_workbook_is_read_in_the_same_child(context: AppContext, checker: GuestChecker, tmp_path: Path) -> None:
    here, there = map(verdict_of, both(context, checker, write(tmp_path, "figures.xlsx", make_workbook())))
    assert_frame_equal(there.table, here.table)
    assert there.counts == here.counts


def test_files_that_were_moved_since_the_process_began_refuse_nobody(context: AppContext, tmp_path: Path) -> None:
    checker = GuestChecker(context.settings.model_copy(update={"blobs": "s3://before/the-move"}))
    with (
        closing(checker),
        copy_upload(zipped(tmp_path / "records.zip", ssda903()), AGENCY, period="FY2024-25") as upload,
    ):
        assert isinstance(checker.check(context, upload), RecordVerdict)


def test_how_far_it_is_is_told_while_the_child_works(
    context: AppContext, checker: GuestChecker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_files, "LOOK_SECONDS", 0.001)
    path, told = zipped(tmp_path / "records.zip", ssda903()), []
    with copy_upload(path, AGENCY, period="FY2024-25") as upload:
        checker.check(context, upload, tell=told.append)
    assert list(dict.fromkeys(reached.stage for reached in told))[:2] == [CheckStage.READING, CheckStage.CHECKING]


def test_records_come_back_whole(context: AppContext, checker: GuestChecker, tmp_path: Path) -> None:
    path = zipped(tmp_path / "records.zip", ssda903())
    with copy_upload(path, AGENCY, period="FY2024-25") as upload:
        here, there = check_here(context, upload), checker.check(context, upload)
    assert isinstance(here, RecordVerdict)
    assert isinstance(there, RecordVerdict)
    assert here.records is not None
    assert there.records is not None
    assert (there.record_set, there.version, there.period, there.area) == (
        here.record_set, here.version, here.period, here.area,
    )  # fmt: skip
    assert there.records.tables.keys() == here.records.tables.keys()
    for name, table in here.records.tables.items():
        assert_frame_equal(there.records.tables[name], table)
    assert_frame_equal(there.verdict.figures, here.verdict.figures)


def pids_of_children(checker: GuestChecker) -> set[str]:
    [(server, _)] = checker._children.values()
    assert server._process is not None
    return set(Path(f"/proc/{server._process.pid}/task/{server._process.pid}/children").read_text().split())


def test_small_figures_share_a_child_and_nothing_else_does(
    context: AppContext, checker: GuestChecker, tmp_path: Path
) -> None:
    both(context, checker, write(tmp_path, "first.csv", GOOD))
    shared = pids_of_children(checker)
    assert len(shared) == 1
    for number, data in enumerate((GOOD.replace(b",45,", b",46,"), BAD, GOOD)):
        here, there = map(verdict_of, both(context, checker, write(tmp_path, f"{number}.csv", data)))
        assert_frame_equal(there.table, here.table)
    assert pids_of_children(checker) == shared
    assert is_small_text(write(tmp_path, "small.csv", GOOD))
    others = {"a.xlsx": make_workbook(), "a.zip": b"PK\x03\x04", "a.xml": b"<a/>", "large.csv": GOOD + bytes(1 << 16)}
    assert not any(is_small_text(write(tmp_path, name, data)) for name, data in others.items())


def test_rows_about_people_are_for_a_child_of_their_own(tmp_path: Path) -> None:
    prepared = worker.Prepared(Settings(home=tmp_path), load_ruleset(), is_supposed=False)
    path = write(tmp_path, "header.csv", ssda903()["header.csv"].encode())
    with pytest.raises(NeedsOwnChild):
        worker.check_small(prepared, {"file": {"path": str(path), "name": path.name}}, tmp_path)


def test_a_refusal_comes_back_in_its_words(context: AppContext, checker: GuestChecker, tmp_path: Path) -> None:
    path = write(tmp_path, "good.csv", GOOD)
    with copy_upload(path, "nobody") as upload, pytest.raises(NotFound, match="There is no agency 'nobody'"):
        checker.check(context, upload)


def test_the_store_can_be_written_to_while_a_file_is_checked(
    context: AppContext, checker: GuestChecker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copy_upload(write(tmp_path, "good.csv", GOOD), AGENCY) as upload:
        assert receive(context, upload, check=checker.check).accepted
    written: list[str] = []

    def write_meanwhile(real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        # A reader that held the store would keep this waiting for half a minute, and then fail it.
        with transaction(context.engine) as session:
            audit.record(session, context.clock, act="look", subject="meanwhile", details={})
        written.append(real.__name__)
        return real(*args, **options)

    # What comes after the figures that are stored already were read.
    for module, name in ((comparison, "find_agency_disagreements"), (check, "find_record_disagreements")):
        monkeypatch.setattr(module, name, partial(write_meanwhile, getattr(module, name)))
    with copy_upload(write(tmp_path, "again.csv", GOOD.replace(b",45,", b",44,")), AGENCY) as upload:
        assert verdict_of(check_here(context, upload)).counts["changed"] == 1
    with copy_upload(zipped(tmp_path / "records.zip", ssda903()), AGENCY, period="FY2024-25") as upload:
        assert verdict_of(check_here(context, upload)).accepted
    assert written == ["find_agency_disagreements", "find_record_disagreements"]


def test_a_file_beyond_its_limits_is_refused_in_words_and_kept_by_nobody(
    context: AppContext, checker: GuestChecker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checker_module, "choose_limits", lambda path: SandboxLimits(memory=1, cpu_seconds=5))
    monkeypatch.setattr(checker_module, "is_small_text", lambda path: False)
    path = write(tmp_path, "heavy.csv", GOOD + b"\n")
    with copy_upload(path, AGENCY) as upload:
        with pytest.raises(Overran):
            checker.check(context, upload)
        receipt = receive(context, upload, check=checker.check)
    assert not receipt.accepted
    assert [finding.code for finding in receipt.findings] == ["file-heavy"]
    assert not list(context.vault.cases())


def test_nothing_of_polars_runs_in_the_process_that_forks(context: AppContext, checker: GuestChecker) -> None:
    checker.start(context)
    [(server, _)] = checker._children.values()
    assert server._process is not None
    tasks = Path(f"/proc/{server._process.pid}/task")
    names = {(tasks / task / "comm").read_text().strip() for task in os.listdir(tasks)}
    assert not {name for name in names if name.startswith(("polars-0", "polars-1", "tokio", "async-exec"))}


def test_definitions_that_changed_meanwhile_are_not_mixed(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    class OtherServer(ForkServer):
        def start(self) -> dict[str, Any]:
            return {"ruleset": "another"}

    monkeypatch.setattr(checker_module, "ForkServer", OtherServer)
    with pytest.raises(Unavailable, match="definitions changed"):
        GuestChecker(context.settings).start(context)


@pytest.mark.long
def test_limits_grow_with_the_file(tmp_path: Path) -> None:
    small, large = write(tmp_path, "small", b"a,b\n"), write(tmp_path, "large", b"a" * (5 << 20))
    packed = write(tmp_path, "packed", b"PK\x03\x04" + b"a" * (1 << 20))
    seconds = [choose_limits(path).cpu_seconds for path in (small, large, packed)]
    assert seconds == [10, 20, 26]
    assert [choose_limits(path).memory >> 20 for path in (small, large, packed)] == [1024, 1104, 1152]
