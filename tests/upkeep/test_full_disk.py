"""A real disk that fills: it is told in words, reads go on, and once there is room so does everything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from returnonce import audit
from returnonce.db import open_store, reading, transaction
from returnonce.errors import NoRoom, exit_code
from returnonce.settings import Settings
from tests.collectors.figures.small_ruleset import AGENCY, table
from tests.contexts import make_context
from tests.small_disks import mounted_disk
from tests.upkeep.world import RULES, at
from tests.uploads import send_figures
from upkeep.audit_chain import find_break
from upkeep.doctor.row_hashes import find_misfits

pytestmark = pytest.mark.long

DISK_BYTES, LEFT = 24 << 20, 600 << 10


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_disk(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.mark.soak
def test_a_disk_that_fills_is_told_and_what_was_acknowledged_stays(small_disk: Path, tmp_path: Path) -> None:
    home = small_disk / "var"
    settings = Settings(home=home, least_room=0)
    engine = open_store(settings)
    filler = small_disk / "filler"
    accepted = 0

    def upload(number: int) -> None:
        # The agency's own file lies elsewhere.
        path = tmp_path / "up.csv"
        path.write_text(table(f"share,E09000023,FY2009-10,,,{number},900000,,,,"))
        send_figures(make_context(engine, ruleset=RULES, clock=at(number), settings=settings), path, AGENCY)

    upload(0)
    room = os.statvfs(small_disk)
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - LEFT))
    with pytest.raises(NoRoom, match=r"full|room") as error:
        for number in range(1, 1_000):
            upload(number)
            accepted = number
    assert exit_code(error.value) == 1
    assert error.value.mend
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM submission")).scalar() == accepted + 1
    filler.unlink()
    upload(accepted + 1)
    with engine.connect() as connection:
        assert find_break(connection) is None
        assert list(find_misfits(connection)) == []
    print(f"{accepted} accepted before it was full: {error.value}")


def test_a_store_with_little_room_left_refuses_files_and_still_takes_acts(small_disk: Path, tmp_path: Path) -> None:
    settings = Settings(home=small_disk / "var", least_room=4)
    engine = open_store(settings)
    context = make_context(engine, ruleset=RULES, clock=at(0), settings=settings)
    path = tmp_path / "up.csv"
    path.write_text(table("share,E09000023,FY2009-10,,,1,900000,,,,"))
    room = os.statvfs(small_disk)
    (small_disk / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize - (3 << 20)))
    with pytest.raises(NoRoom, match="less than 4 MB left") as error:
        send_figures(context, path, AGENCY)
    assert "RETURNONCE_LEAST_ROOM" in (error.value.mend or "")
    with transaction(engine) as session:
        audit.record(session, at(1), act="an act", subject="of any kind")
    (small_disk / "filler").unlink()
    assert send_figures(context, path, AGENCY).accepted
