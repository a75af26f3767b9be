"""Every check passes on a store to which nothing was done, fails on a planted fault and names the place."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from indicators.figures.segments import LINE_COLUMNS
from mappings.checks.problems import DefinitionProblem
from returnonce.blobs import sha256, sha256_file
from returnonce.blobs.location import PLACE_FILE
from returnonce.clock import FixedClock
from returnonce.db import make_engine, open_store
from returnonce.row_hashes import load_table_hashing
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.upkeep.world import RULES, grow
from upkeep.doctor import environment
from upkeep.doctor.check_definitions import load_checks
from upkeep.doctor.examination import CheckResult, examine

pytestmark = pytest.mark.long

#: The world is put together from two small ones, of which each knows only its own areas and agencies.
ODD = {"edition-definitions", "figure-areas", "figure-indicators", "places-there"}
PROPOSAL = "INSERT INTO proposal_act (proposal, act, by, note, at) VALUES "
DAY = "'2026-11-01 00:00:00.000000'"


@dataclass(frozen=True)
class Grown:
    home: Path
    clock: FixedClock


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    settings = Settings(home=tmp_path_factory.mktemp("grown") / "var")
    engine = open_store(settings)
    return Grown(settings.home, grow(engine, settings))


@pytest.fixture(autouse=True)
def definitions(monkeypatch: pytest.MonkeyPatch) -> list[DefinitionProblem]:
    """The small world leaves parts of a ruleset out; what the check of definitions finds is planted here."""
    found: list[DefinitionProblem] = []
    monkeypatch.setattr(environment, "check_catalogue", lambda _: found)
    return found


@pytest.fixture
def ill(grown: Grown, tmp_path: Path) -> Path:
    """A copy of the home, to do anything to."""
    return Path(shutil.copytree(grown.home, tmp_path / "var"))


def look(home: Path, clock: FixedClock, code: str | None = None, **settings: object) -> list[CheckResult]:
    return examine(make_context(settings=Settings(home=home, **settings), ruleset=RULES, clock=clock), only=code)  # type: ignore[arg-type]


def test_there_are_checks_enough_and_each_says_what_to_do() -> None:
    checks = load_checks()
    assert len(checks) >= 40
    assert len({check.code for check in checks}) == len(checks)
    assert {check.code for check in checks} == {code for code, *_ in PLANTED}


def test_every_table_is_bound_or_says_why_not(sqlite_engine: Engine) -> None:
    from sqlalchemy import inspect

    there = set(inspect(sqlite_engine).get_table_names()) - {"alembic_version"}
    assert there == load_table_hashing().tables
    assert not set(load_table_hashing().bound) & set(load_table_hashing().changing)


def test_a_sound_store_is_sound_and_nothing_is_written(grown: Grown) -> None:
    before = {path: sha256_file(path) for path in grown.home.rglob("*") if path.is_file()}
    results = look(grown.home, grown.clock)
    assert [one for one in results if one.state == "not-made"] == []
    assert {one.check.code: one.faults for one in results if one.state == "fault"}.keys() == ODD
    assert not any(one.is_bad for one in results)
    assert {path: sha256_file(path) for path in grown.home.rglob("*") if path.is_file()} == before


def test_a_sound_store_is_sound_on_either_database(settings: Settings, engine: Engine) -> None:
    clock = grow(engine, settings)
    results = examine(make_context(settings=settings, ruleset=RULES, clock=clock))
    assert {one.check.code: one.faults for one in results if one.state != "sound"}.keys() == ODD


def sql(*statements: str) -> Callable[[Path], None]:
    def run(home: Path) -> None:
        with sqlite3.connect(home / "store.sqlite3") as store:
            for statement in statements:
                store.execute(statement)
        store.close()

    return run


def alter_figures(batch: int, **values: int) -> Callable[[Path], None]:
    """The same numbers in every figure of a batch, in lines as the program writes them."""

    def run(home: Path) -> None:
        with sqlite3.connect(home / "store.sqlite3") as store:
            for rowid, text in store.execute("SELECT rowid, figures FROM segment WHERE batch = ?", [batch]).fetchall():
                lines = [dict.fromkeys(LINE_COLUMNS) | dict(zip(LINE_COLUMNS, line, strict=False)) | values
                         for line in json.loads(text)]  # fmt: skip
                altered = "],\n[".join(json.dumps([*line.values()], separators=(",", ":"))[1:-1] for line in lines)
                store.execute("UPDATE segment SET figures = ? WHERE rowid = ?", [f"[[{altered}]]", rowid])
        store.close()

    return run


def first(home: Path, folder: str, pattern: str = "*") -> Path:
    return next(path for path in sorted((home / folder).rglob(pattern)) if path.is_file())


def write(folder: str, name: str, data: bytes = b"x") -> Callable[[Path], None]:
    def run(home: Path) -> None:
        (home / folder).mkdir(parents=True, exist_ok=True)
        (home / folder / name).write_bytes(data)

    return run


def spoil(folder: str, pattern: str = "*", data: bytes | None = None) -> Callable[[Path], None]:
    """Another content for a file, or, without one, no file."""

    def run(home: Path) -> None:
        path = first(home, folder, pattern)
        path.unlink() if data is None else path.write_bytes(data)

    return run


def garble(home: Path) -> None:
    path = home / "store.sqlite3"
    data = bytearray(path.read_bytes())
    for at in range(len(data) * 3 // 4, len(data) * 3 // 4 + 5000):
        data[at] ^= 0x5A
    path.write_bytes(data)


def fake_case(home: Path) -> None:
    name = "cd" * 32
    write(f"records/cd/{name}", "facts.json", json.dumps({"kind": "set", "keep_until": "2099-01-01"}).encode())(home)
    write(f"records/cd/{name}", "key")(home)
    (home / "records" / "cd" / name / "key").chmod(0o600)


def overdue(home: Path) -> None:
    first(home, "records", "facts.json").write_text(json.dumps({"kind": "refused", "keep_until": "2020-01-01"}))


def every_edition_file(home: Path) -> None:
    for path in (home / "files" / "editions").glob("*/*"):
        path.write_bytes(b"altered")


def forge(home: Path) -> None:
    path = first(home, "files/signatures")
    document = json.loads(path.read_bytes())
    path.write_text(json.dumps(document | {"signature": "AAAA" + document["signature"][4:]}))


def link_away(home: Path) -> None:
    path = first(home, "files/editions")
    path.rename(home / "elsewhere")
    path.symlink_to(home / "elsewhere")


def locked(home: Path) -> None:
    home.chmod(0o777)


ACCOUNT = f"INSERT INTO account (id, name, title, kind, at, by) VALUES (1, 'a', 'A', 'person', {DAY}, 'b')"
ENDED = f"INSERT INTO account_end VALUES (1, {DAY}, 'b')"
GRANT = "INSERT INTO access_grant (id, account, role, at, by) VALUES (1, 1, '{}', '2026-11-01 09:00:00.000000', 'b')"
KEY = (
    "INSERT INTO access_secret (id, account, kind, public, hash, at, expires_at, by) VALUES (1, 1, 'key', 'pub', 'h', "
    f"{DAY}, '{{}}-01-01 00:00:00.000000', 'b')"
)
FIRING = (
    "INSERT INTO firing (duty, slot, claimed_at, state) "
    "VALUES ('purge', '{0} 03:00:00.000000', '{0} 03:00:00.000000', 'claimed')"
)
CLAIM = "INSERT INTO claim (kind, key, state, attempts, failures, finished_at) VALUES ('{}', '{}', '{}', 1, 0, {})"
PLANTED: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("store-opens", lambda home: (home / "store.sqlite3").unlink(), "the store: its file is not there"),
    ("home-whole", write(".restoring", "x"), ".restoring"),
    ("schema-newest", sql("UPDATE alembic_version SET version_num = '0007'"), "revision 0007"),
    ("schema-tables", sql("CREATE TABLE more (id INTEGER)", "DROP TABLE touch"), "no table touch"),
    ("database-sound", garble, ""),
    ("references-sound", sql("DELETE FROM batch WHERE id = 1"), "refers to a row of batch"),
    ("journal-safe", sql("PRAGMA journal_mode=WAL"), "WAL"),
    ("clock-not-behind", sql("UPDATE audit SET at = '2099-01-01 00:00:00.000000' WHERE id = 5"), "audit row 5"),
    ("audit-chain", sql("UPDATE audit SET subject = 'x' WHERE id = 5"), "audit row 5: was altered"),
    ("audit-numbers", sql("DELETE FROM audit WHERE id = 5"), "audit row 6"),
    ("audit-time", sql("UPDATE audit SET at = '2000-01-01 00:00:00.000000' WHERE id = 5"), "audit row 5"),
    ("audit-readable", sql("UPDATE audit SET details = '[' WHERE id = 5"), "audit row 5"),
    ("rows-bound", alter_figures(1, value=7), "figure, batch 1: not as audit row"),
    ("published-heads", sql("UPDATE edition SET head = 'x' WHERE number = 1"), "edition national COUNTY FY2009-10 1"),
    ("proposed-heads", sql("UPDATE proposal SET head = 'x' WHERE id = 1"), "proposal "),
    ("backed-up", sql("UPDATE audit SET act = 'x' WHERE act = 'back-up'"), "no backup"),
    ("submission-batch", sql("UPDATE submission SET agency = 'x' WHERE id = 1"), "submission "),
    ("submission-audited", sql("UPDATE submission SET name = 'none' WHERE id = 1"), "submission none"),
    ("batch-audited", sql("UPDATE batch SET name = 'none' WHERE id = 1"), "batch 1 none"),
    ("accepted-stored", sql("UPDATE batch SET name = 'none' WHERE id = 1"), "audit row 2 accept-upload"),
    ("withdrawal-audited", sql(f"INSERT INTO withdrawal VALUES (1, {DAY}, 'x')"), "batch 1"),
    ("withdrawal-later", sql("UPDATE withdrawal SET at = '2000-01-01 00:00:00.000000'"), "batch 4"),
    ("inputs-earlier", sql("INSERT INTO batch_input VALUES (1, 2)"), "batch 1"),
    ("figure-codes", sql("UPDATE segment SET area = 9999 WHERE batch = 2"), "figures of batch 2"),
    ("figure-kinds", alter_figures(2, status=17), "figures of batch 2"),
    ("figure-limits", alter_figures(2, lower=2, upper=1), "figures of batch 2"),
    ("figure-touches", sql("DELETE FROM touch WHERE batch = 2"), "batch 2"),
    ("figure-indicators", sql("INSERT INTO code (domain, text) VALUES ('indicator', 'nobodys')"), "indicator nobodys"),
    ("figure-areas", sql("INSERT INTO code (domain, text) VALUES ('area', 'E99')"), "area E99"),
    ("figure-periods", sql("INSERT INTO code (domain, text) VALUES ('period', 'yore')"), "period yore"),
    ("findings-numbered", sql("DELETE FROM finding WHERE position = 1"), "findings of submission"),
    ("findings-known", sql("UPDATE finding SET code = 'nothing' WHERE position = 1"), "finding nothing"),
    ("counts-readable", sql("UPDATE submission SET counts = '{' WHERE id = 1"), "submission "),
    ("rules-kept", spoil("files/rulesets"), "files/rulesets/"),
    ("files-there", spoil("files/received"), "files/received/"),
    ("files-unaltered", spoil("files/editions", data=b"altered"), "files/editions/"),
    ("files-named", write("files/received/" + sha256(b"x")[:2], sha256(b"x")), "files/received/"),
    ("files-own", link_away, "is a link"),
    ("files-whole", write("files/received/ab", ".part-x"), ".part-x"),
    ("files-place", lambda _: None, "RETURNONCE_BLOBS is"),
    ("files-moved", write("", PLACE_FILE, b'["folder", "", "folder", "x"]'), "from folder"),
    ("old-versions", lambda _: None, "has versions"),
    ("dead-rows", lambda _: None, "dead rows"),
    ("case-there", spoil("records", "key"), "case "),
    ("case-purged", sql(f"INSERT INTO record_purge SELECT batch, {DAY}, 'x' FROM record_submission"), "case "),
    ("case-overdue", overdue, "until 2020-01-01"),
    ("case-facts", spoil("records", "facts.json", b"{"), "case "),
    ("case-opens", spoil("records", "*.sealed", b"altered"), "case "),
    ("case-unaltered", spoil("records", "Header.sealed"), "Header is gone"),
    ("case-told", sql("UPDATE audit SET details = replace(details, 'sealed', 'x')"), "case "),
    ("case-known", fake_case, "case cdcd"),
    ("purge-audited", sql(f"INSERT INTO record_purge SELECT batch, {DAY}, 'x' FROM record_submission"), "batch "),
    ("master-key-there", spoil("keys"), "master.key"),
    ("key-of-store", spoil("keys"), "there is none here"),
    ("key-rotated", write("keys", "master.key.next"), "master.key.next"),
    ("keys-private", lambda home: (home / "keys" / "master.key").chmod(0o644), "keys/master.key"),
    ("edition-numbers", sql("UPDATE edition SET number = 3 WHERE number = 2"), "national COUNTY FY2009-10"),
    ("edition-proposal", sql("UPDATE edition SET area = 'X' WHERE number = 2"), "edition national X"),
    ("edition-approved", sql("DELETE FROM proposal_act WHERE proposal = 1"), "edition national COUNTY FY2009-10 1"),
    ("approved-by-another", sql("UPDATE proposal_act SET by = 'olga' WHERE proposal = 1"), "proposal "),
    ("signed-off", sql("UPDATE proposal SET office = 'caldicott-guardian' WHERE id = 1"), "edition national COUNTY"),
    ("edition-cells", every_edition_file, "proposal "),
    ("edition-files", sql("DELETE FROM proposal_file WHERE proposal = 1"), "proposal 1 for regulator"),
    ("edition-file-sizes", sql("UPDATE edition_file SET size = 1 WHERE position = 1"), "changes"),
    ("acknowledged", sql(
        "INSERT INTO acknowledgement (edition, by, sha256, audience, at) VALUES (1, 'r', 'x', 'regulator', '')"
    ), "acknowledgement 1"),
    ("withdrawn-later", sql(
        "INSERT INTO edition_withdrawal VALUES (1, '2000-01-01 00:00:00.000000', 'a', 'x')"
    ), "edition national COUNTY"),
    ("sendings-numbered", sql(
        "INSERT INTO sending (edition, number, portal, receipt, sent_at, recorded_by, recorded_at) "
        "VALUES (1, 2, 'p', 'r', '', 'b', '')"
    ), "edition 1"),
    ("disclosure-named", lambda _: None, ""),
    ("signing-keys", spoil("files/signing-keys", data=b"{}"), "files/signing-keys/"),
    ("signing-key-in-use", spoil("keys", "signing.key"), "keys/signing.key"),
    ("signatures", forge, "files/signatures/"),
    ("grant-of-ended", sql(ACCOUNT, ENDED, GRANT.format("officer")), "grant 1"),
    ("office-of-ended", sql(
        ACCOUNT, ENDED, f"INSERT INTO office (id, account, office, place, at, by) VALUES (1, 1, 'o', 'p', {DAY}, 'b')"
    ), "office o at p"),
    ("key-used-after", sql(
        ACCOUNT, KEY.format(2027),
        "INSERT INTO access_secret_use VALUES (1, '2028-01-01', '2028-01-01 00:00:00.000000')"
    ), "key pub"),
    ("key-long", sql(ACCOUNT, KEY.format(2030)), "key pub"),
    ("grant-unknown", sql(ACCOUNT, GRANT.format("king")), "grant 1: king"),
    ("clock-ticks", sql(FIRING.format("2026-10-01")), "the last tick"),
    ("firing-stuck", sql(
        FIRING.format("2026-10-01"), CLAIM.format("job", "purge 2026-10-01T03:00:00+00:00", "running", "NULL")
    ), "purge of 2026-10-01"),
    ("duty-failed", sql(
        CLAIM.format("job", "purge 2026-10-31T03:00:00+00:00", "failed", "'2026-10-31 03:00:01.000000'")
    ), "purge of 2026-10-31"),
    ("task-stuck", sql(
        "INSERT INTO task (key, name, arguments, queued_at) "
        "VALUES ('k', 'pull', '{}', '2026-10-01 00:00:00.000000')", CLAIM.format("task", "k", "queued", "NULL")
    ), "pull k"),
    ("outbox-stuck", sql("DELETE FROM delivery"), "message "),
    ("room", lambda _: None, "MB are free"),
    ("base-url", lambda _: None, "RETURNONCE_BASE_URL"),
    ("home-writable", locked, "RETURNONCE_HOME"),
    ("mail-complete", lambda _: None, "RETURNONCE_MAIL_FROM"),
    ("definitions-sound", lambda _: None, "x.yaml"),
    ("edition-definitions", lambda _: None, "stays as it is"),
    ("packs-fit", lambda _: None, "pack kent-roads"),
    ("places-there", sql("UPDATE batch SET agency = 'nobody' WHERE id = 1"), "agency nobody"),
)  # fmt: skip
SETTINGS: dict[str, dict[str, object]] = {
    "files-place": {"blobs": "s3://another/place"},
    "base-url": {"host": "0.0.0.0", "base_url": "http://council.example.org"},
    "mail-complete": {"mail_server": "smtp://mail.example.org"},
}


@pytest.mark.parametrize(("code", "plant", "place"), PLANTED, ids=[code for code, *_ in PLANTED])
def test_a_planted_fault_is_found_and_its_place_named(
    grown: Grown, ill: Path, definitions: list[DefinitionProblem], monkeypatch: pytest.MonkeyPatch,
    code: str, plant: Callable[[Path], None], place: str,
) -> None:  # fmt: skip
    plant(ill)
    definitions.append(DefinitionProblem("error", "x.yaml", "wrong", "mend it"))
    if code == "room":
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100 << 30, 99 << 30, 1 << 29))  # type: ignore[attr-defined]
    if code == "packs-fit":
        left_out = replace(RULES, left_out=("A pack is left out: pack kent-roads",))
        monkeypatch.setattr(sys.modules[__name__], "RULES", left_out)
    if code in {"old-versions", "dead-rows"}:
        pytest.skip("only a bucket or PostgreSQL can have these; test_file_places.py looks at both")
    if code == "disclosure-named":
        pytest.skip("the small world has no forms; the shipped ones are looked at below")
    [result] = look(ill, grown.clock, code, **SETTINGS.get(code, {}))
    assert result.state == "fault"
    assert any(place in fault for fault in result.faults), result.faults


def test_forms_without_a_rule_for_the_public_are_noted(grown: Grown) -> None:
    [result] = examine(
        make_context(home=grown.home, ruleset=load_ruleset(), clock=grown.clock), only="disclosure-named"
    )
    assert result.check.severity == "note"
    assert result.state in {"sound", "fault"}


def test_the_store_is_opened_so_that_nothing_can_be_written(grown: Grown) -> None:
    from sqlalchemy.exc import OperationalError

    from upkeep.doctor.health_context import open_store_to_read

    with open_store_to_read(Settings(home=grown.home)) as connection, pytest.raises(OperationalError):
        connection.exec_driver_sql("DELETE FROM audit")


def test_what_a_killed_process_had_begun_counts_for_nothing(grown: Grown, ill: Path, tmp_path: Path) -> None:
    left = tmp_path / "left"
    store = sqlite3.connect(ill / "store.sqlite3", isolation_level=None)
    for statement in ("PRAGMA cache_size=1", "BEGIN", "UPDATE audit SET details = details || hex(zeroblob(9000))"):
        store.execute(statement)
    shutil.copytree(ill, left)
    store.close()
    before = {path: sha256_file(path) for path in left.rglob("*") if path.is_file()}
    assert left / "store.sqlite3-journal" in before
    results = look(left, grown.clock)
    assert {one.check.code for one in results if one.state != "sound"} == ODD
    assert {path: sha256_file(path) for path in left.rglob("*") if path.is_file()} == before


def test_a_store_of_rubbish_is_a_fault_and_no_traceback(ill: Path, grown: Grown) -> None:
    (ill / "store.sqlite3").write_bytes(b"rubbish" * 1000)
    results = look(ill, grown.clock)
    assert [one.check.code for one in results if one.is_bad] == ["store-opens"]


def test_the_engine_of_another_release_is_still_looked_at(ill: Path, grown: Grown) -> None:
    sql("DROP TABLE edition")(ill)
    states = {one.check.code: one.state for one in look(ill, grown.clock)}
    assert (states["edition-numbers"], states["schema-tables"]) == ("not-made", "fault")
    make_engine(Settings(home=ill).url).dispose()
