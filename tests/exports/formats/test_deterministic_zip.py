"""Archives of ours as the standard library reads them, and their bytes, which are the same on every machine."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.formats import deterministic_zip
from exports.formats.deterministic_zip import ZipMember, deflate, pack

#: Long enough for repeats, literals and more than one block.
TEXT = "".join(f'<c r="A{n}" s="{n % 90}"><v>{n * n * 2_654_435_761 % 100_003}</v></c>' for n in range(20_000)).encode()


@given(st.dictionaries(st.text("abcä/.", min_size=1, max_size=9), st.binary(max_size=400), max_size=5))
def test_members_come_back(content: dict[str, bytes]) -> None:
    data = pack(deflate(name, member) for name, member in content.items())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == content


def test_bytes_are_those_of_every_machine() -> None:
    data = pack([deflate("empty", b""), deflate("sheet.xml", TEXT)])
    assert sha256(data).hexdigest() == "edd80ec15e0a836cc5da3528d41373f94cb9459a6523a5e6141ea3db031f6d09"


def test_what_a_zip_cannot_hold_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deterministic_zip, "_LARGEST", 100)
    with pytest.raises(OverflowError, match="member"):
        pack([ZipMember(b"a", 0, 101, b"")])
    with pytest.raises(OverflowError, match="archive"):
        pack([ZipMember(b"a", 0, 1, bytes(80))])
