"""The vault: what is sealed opens with its key and no other, and not at all once the key is gone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from returnonce.blobs import FolderObjects
from returnonce.errors import NotFound, Unavailable, WrongUsage
from returnonce.sealed_pieces import PIECE
from returnonce.vault import Case, Vault, case_folder, case_name, fresh_name, new_master_key, open_vault

CASE = Case(case_name("one"), "records", date(2030, 3, 31))
SECRET = b"CHILD,DOB\nMU000001,01/02/2012\n"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    actual_vault = open_vault(tmp_path)
    actual_vault.seal(CASE, {"received": SECRET, "table-Header": b"", "big": bytes(range(256)) * 40_000})
    return actual_vault


def test_what_was_sealed_comes_back(vault: Vault) -> None:
    assert vault.read(CASE.name, "received") == SECRET
    assert vault.read(CASE.name, "table-Header") == b""
    assert vault.read(CASE.name, "big") == bytes(range(256)) * 40_000
    assert vault.labels(CASE.name) == ("big", "received", "table-Header")
    assert list(vault.cases()) == [CASE]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1])
def test_a_file_is_sealed_as_its_bytes_are(vault: Vault, tmp_path: Path, size: int) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(bytes(range(251)) * (size // 251) + b"x" * (size % 251))
    other = Case(case_name("other"), "refused", date(2030, 3, 31))
    vault.seal(other, {"received": path})
    assert vault.read(other.name, "received") == path.read_bytes()


def test_nothing_of_it_can_be_read_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"MU000001" not in path.read_bytes()


def test_a_destroyed_key_is_the_end_even_where_the_files_were_copied(vault: Vault, tmp_path: Path) -> None:
    folder = next(tmp_path.rglob("received.sealed")).parent
    copy = {path.name: path.read_bytes() for path in folder.iterdir()}
    vault.destroy(CASE.name)
    vault.destroy(CASE.name)
    assert not folder.exists()
    assert not vault.holds(CASE.name)
    folder.mkdir()
    for name, data in copy.items():
        if name != "key":
            (folder / name).write_bytes(data)
    with pytest.raises(NotFound, match="destroyed"):
        vault.read(CASE.name, "received")


@pytest.mark.parametrize("label", ["received", "big", "key"])
@pytest.mark.parametrize("change", ["flip", "cut", "grow"])
def test_an_altered_file_is_not_opened(vault: Vault, tmp_path: Path, label: str, change: str) -> None:
    path = next(tmp_path.rglob("key" if label == "key" else f"{label}.sealed"))
    data = path.read_bytes()
    path.write_bytes(
        {"flip": bytes([data[20] ^ 1]).join([data[:20], data[21:]]), "cut": data[:-30], "grow": data * 2}[change]
    )
    with pytest.raises(Unavailable, match="cannot be opened"):
        vault.read(CASE.name, "received" if label == "key" else label)


def test_a_piece_of_another_case_is_not_taken_for_this_one(vault: Vault, tmp_path: Path) -> None:
    other = Case(case_name("two"), "records", CASE.keep_until)
    vault.seal(other, {"received": b"another"})
    mine, theirs = (tmp_path / case_folder(name) / "received.sealed" for name in (CASE.name, other.name))
    mine.write_bytes(theirs.read_bytes())
    with pytest.raises(Unavailable):
        vault.read(CASE.name, "received")


def test_another_master_key_opens_nothing_and_says_what_to_do(vault: Vault, tmp_path: Path) -> None:
    other = open_vault(tmp_path, new_master_key())
    with pytest.raises(Unavailable, match="RETURNONCE_MASTER_KEY"):
        other.read(CASE.name, "received")


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = {vault.master for vault in pool.map(lambda _: open_vault(tmp_path), range(16))}
    assert len(made) == 1
    path = tmp_path / "keys" / "master.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]


@pytest.mark.parametrize("key", ["", "short", "ß" * 44, "A" * 44 + "=", "QUJD" * 10])
def test_a_key_that_is_none_is_refused_without_being_shown(tmp_path: Path, key: str) -> None:
    if not key:
        assert open_vault(tmp_path, key).master
        return
    with pytest.raises(WrongUsage) as refused:
        open_vault(tmp_path, key)
    assert key not in str(refused.value)


def test_the_key_is_in_no_words_about_the_vault(vault: Vault) -> None:
    assert vault.master not in repr(vault).encode()
    assert "master" not in repr(vault)


def test_names_say_nothing_and_fresh_ones_never_repeat() -> None:
    assert case_name("a", "b") == case_name("a", "b") != case_name("a b")
    assert fresh_name("a") != fresh_name("a")


def test_a_case_that_is_cut_short_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = open_vault(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(Unavailable, match="could not be written"):
        vault.seal(CASE, {"received": SECRET})
    assert not vault.holds(CASE.name)
    assert list(vault.cases()) == []


def test_a_key_that_is_lost_is_not_made_anew_beside_what_it_sealed(vault: Vault, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "master.key"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(Unavailable, match="master key is gone"):
        open_vault(tmp_path)
    assert not key.exists()
    key.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WrongUsage, match=r"keys/master\.key"):
        open_vault(tmp_path)
    key.write_bytes(kept)
    assert open_vault(tmp_path).read(CASE.name, "received") == SECRET


@pytest.mark.parametrize("facts", [b"", b"{}", b"[]", b'{"kind": "records", "keep_until": "soon"}', b"\xff"])
def test_facts_that_were_altered_are_told_and_not_guessed(vault: Vault, tmp_path: Path, facts: bytes) -> None:
    [path] = tmp_path.rglob("facts.json")
    path.write_bytes(facts)
    with pytest.raises(Unavailable, match=CASE.name[:12]):
        list(vault.cases())


def test_what_is_destroyed_while_it_is_looked_at_is_gone_and_no_failure(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = list(vault.objects.entries("records"))
    vault.destroy(CASE.name)
    monkeypatch.setattr(FolderObjects, "entries", lambda *_: iter(listed))
    assert list(vault.cases()) == []
    assert not vault.is_older(CASE.name, datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(NotFound):
        vault.read(CASE.name, "received")
