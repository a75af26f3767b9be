"""Whatever is wrong with a stranger's zip is told from what is wrong with the disk."""

from __future__ import annotations

import errno
import io
import struct
import zipfile
from pathlib import Path

import pytest

from collectors.readers.zip_faults import ZIP_FAULTS, list_files, open_zip

#: Where these lie after the beginning of a part's entry in the list at the end of a zip, in bytes.
FLAGS, METHOD, OFFSET, NAME = 8, 10, 42, 46


def make_zip(method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        package.writestr("a.csv", b"some text " * 100)
    return bytearray(stream.getvalue())


def spoil(data: bytearray, place: int, value: bytes) -> bytes:
    begin = data.rindex(b"PK\x01\x02") + place
    data[begin : begin + len(value)] = value
    return bytes(data)


def relabelled(method: int, *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    return spoil(make_zip(packed), METHOD, struct.pack("<H", method))


SPOILT = {
    "a part elsewhere": spoil(make_zip(), OFFSET, struct.pack("<I", 1 << 31)),
    "a part before the beginning": bytes(make_zip())[5:],
    "no bzip2": relabelled(zipfile.ZIP_BZIP2),
    "no lzma": relabelled(zipfile.ZIP_LZMA),
    "no deflate": relabelled(zipfile.ZIP_DEFLATED, packed=zipfile.ZIP_STORED),
    "an unknown method": relabelled(99),
    "a password": spoil(make_zip(), FLAGS, b"\x01"),
    "nothing": b"",
}


@pytest.mark.parametrize("data", SPOILT.values(), ids=list(SPOILT))
def test_a_spoilt_zip_is_one_of_its_faults(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "spoilt.zip"
    path.write_bytes(data)
    with pytest.raises(ZIP_FAULTS), open_zip(path) as package:
        for entry in list_files(package):
            package.read(entry)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), OSError(errno.EFBIG, "large"), RecursionError()])
def test_what_is_no_fault_of_the_zip_stays_what_it_is(tmp_path: Path, error: Exception) -> None:
    path = tmp_path / "good.zip"
    path.write_bytes(make_zip())
    with pytest.raises(type(error)) as raised, open_zip(path):
        raise error
    assert raised.value is error


def test_a_part_without_a_name_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "nameless.zip"
    path.write_bytes(spoil(make_zip(), NAME, b"\0"))
    with open_zip(path) as package:
        assert list_files(package) == []
