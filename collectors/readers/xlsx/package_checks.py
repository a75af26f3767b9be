"""What refuses a workbook before any of it is unpacked: its kind, its size, what it carries."""

from __future__ import annotations

import io
import zipfile

from collectors.readers import limits
from collectors.readers.marks import Mark

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
_UTF16_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check_package(data: bytes) -> Mark | None:
    """The first reason not to open it, or None."""
    if data.startswith(OLE):
        return Mark("file-encrypted" if _UTF16_ENCRYPTED in data else "file-old-excel")
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Mark("file-damaged", detail=": it is no whole package")
    return _check_size(len(data), members) or _check_kind({m.filename.lstrip("/").lower() for m in members})


def _check_size(packed: int, members: list[zipfile.ZipInfo]) -> Mark | None:
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked // max(packed, 1)
    if len(members) > limits.XLSX_MEMBERS:
        return Mark("file-too-big-inside", detail=f"{len(members):,} parts")
    if packed > limits.XLSX_BYTES:
        most = limits.XLSX_BYTES // limits.MEBI
        return Mark("file-too-large", detail=f"{packed // limits.MEBI} MB, and the most is {most}")
    if unpacked > limits.XLSX_UNPACKED_BYTES:
        return Mark("file-too-big-inside", detail=f"{unpacked // limits.MEBI:,} MB unpacked")
    if unpacked > limits.XLSX_RATIO_FROM and ratio > limits.XLSX_RATIO:
        return Mark("file-too-big-inside", detail=f"it unpacks to {ratio:,} times its size")
    if any(member.flag_bits & 1 for member in members):
        return Mark("file-encrypted")
    return None


def _check_kind(names: set[str]) -> Mark | None:
    if "xl/workbook.bin" in names:
        return Mark("file-binary-excel")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        return Mark("file-macros")
    if any(name.startswith("xl/externallinks/") for name in names):
        return Mark("file-external-links")
    if "[content_types].xml" not in names:
        other = " (an OpenDocument spreadsheet)" if "content.xml" in names else ""
        return Mark("file-kind", detail=other)
    if not any(name.startswith("xl/") for name in names):
        return Mark("file-kind", detail=" (another kind of Office file)")
    return None
