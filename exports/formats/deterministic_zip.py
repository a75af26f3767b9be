"""Zip archives whose bytes depend on their members only, not on clock, user or machine.

Members are deflated by libdeflate, whose bytes are the same on every processor. Those that never change are
deflated once and reused, which is what makes a thousand workbooks cheap. Layout of the records: APPNOTE.TXT
6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from deflate import crc32, deflate_compress

LEVEL = 1
#: 1 January 1980, midnight: the earliest moment a zip can hold.
FIRST_DAY = 0x21
_VERSION_NEEDED, _UTF8_NAMES, _DEFLATED = 20, 0x800, 8
_LARGEST = 0xFFFFFFFE


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One file of an archive, already deflated."""

    name: bytes
    crc: int
    size: int
    deflated: bytes | bytearray


def deflate(name: str, data: bytes) -> ZipMember:
    """Compress one member."""
    return ZipMember(name.encode(), crc32(data), len(data), deflate_compress(data, LEVEL))


def pack(members: Iterable[ZipMember]) -> bytes:
    """An archive of the members, in their order.

    Raises:
        OverflowError: a member or the whole is over 4 GB, which needs another format.
    """
    body: list[bytes | bytearray] = []
    directory, offset, count = [], 0, 0
    for member in members:
        fields = _fields(member)
        header = struct.pack("<4s", b"PK\x03\x04") + fields + member.name
        body += [header, member.deflated]
        directory.append(_entry(member, fields, offset))
        offset += len(header) + len(member.deflated)
        count += 1
    index = b"".join(directory)
    if offset + len(index) > _LARGEST:
        raise OverflowError("archive over 4 GB")
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(index), offset, 0)
    return b"".join([*body, index, end])


def _fields(member: ZipMember) -> bytes:
    if member.size > _LARGEST:
        raise OverflowError("member over 4 GB")
    return struct.pack(
        "<5H3L2H",
        _VERSION_NEEDED, _UTF8_NAMES, _DEFLATED, 0, FIRST_DAY,
        member.crc, len(member.deflated), member.size, len(member.name), 0,
    )  # fmt: skip


def _entry(member: ZipMember, fields: bytes, offset: int) -> bytes:
    tail = struct.pack("<3H2L", 0, 0, 0, 0, offset)
    return struct.pack("<4sH", b"PK\x01\x02", _VERSION_NEEDED) + fields + tail + member.name
