"""Verifies a bundle offline, with the publisher's public key and nothing else.

This file stands alone. Whoever has Python and the package ``cryptography`` can copy it and run
``python verify.py BUNDLE.zip --key KEY``; nothing else of Return Once is needed, neither store nor settings.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

FORM = "returnonce bundle, form 1"
MANIFEST, SIGNATURE, README = "manifest.json", "manifest.sig", "README.txt"
FILES = "files/"
#: No bundle holds more; whatever does is refused before it is read.
LARGEST, MOST_FILES, LONGEST_NAME, LARGEST_MANIFEST = 1 << 30, 1_000, 300, 4 << 20
#: 1 January 1980, midnight; names in UTF-8; stored as they are: the same files give the same bytes everywhere.
_FIRST_DAY, _VERSION_NEEDED, _UTF8 = 0x21, 10, 0x800
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_FIELDS = struct.Struct("<5H3L2H")
_NAME = re.compile(r"(?:files/)?[^\x00-\x1f\x7f/\\:]{1,200}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class BundleFault:
    """One thing that is wrong. ``code`` names its kind; ``where`` the file, if it is one."""

    code: str
    what: str
    where: str | None = None


@dataclass(frozen=True)
class BundleVerdict:
    """The outcome for a bundle: it is as published where there is no fault."""

    faults: tuple[BundleFault, ...]
    manifest: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None

    @property
    def holds(self) -> bool:
        """True where everything was verified."""
        return not self.faults


class BundleError(Exception):
    """Stops the reading of a bundle, with the fault that stopped it."""

    def __init__(self, code: str, what: str, where: str | None = None) -> None:
        super().__init__(what)
        self.fault = BundleFault(code, what, where)


class NotAPublicKey(ValueError):
    """The text or file is no Ed25519 public key."""


def verify(path: Path, keys: Mapping[str, Ed25519PublicKey]) -> BundleVerdict:
    """Everything that is wrong with the bundle at a path; ``keys`` by their id, as :func:`read_keys` gives them."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BundleError("too-large", f"It is larger than any bundle: {size:,} bytes.")
        return verify_bytes(path.read_bytes(), keys)
    except BundleError as error:
        return BundleVerdict((error.fault,))


def verify_bytes(data: bytes, keys: Mapping[str, Ed25519PublicKey]) -> BundleVerdict:
    """The same for the bytes of a bundle."""
    try:
        members = unpack_bundle(data)
        manifest, key = _read_signed_manifest(members, keys)
        return BundleVerdict(tuple(_differences(members, manifest)), manifest, key)
    except BundleError as error:
        return BundleVerdict((error.fault,))


def key_id(key: Ed25519PublicKey) -> str:
    """The first 16 hex digits of the SHA-256 of a public key's 32 bytes."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def read_keys(key_text: str) -> dict[str, Ed25519PublicKey]:
    """Public keys by their id: from a file (PEM, or the JSON published at /.well-known/returnonce-keys.json), or from
    the 32 bytes of one in base64.

    Raises:
        NoKey: it is none of these.
    """
    key_text = key_text.strip()
    try:
        itself = key_text.startswith(("{", "-----")) or not Path(key_text).is_file()
        keys = _keys(key_text.encode() if itself else Path(key_text).read_bytes().strip())
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotAPublicKey("This is no Ed25519 public key.") from error
    return {key_id(key): key for key in keys}


def parse_key(text: str) -> Ed25519PublicKey:
    """A public key from its 32 bytes in base64 or base64url.

    Raises:
        NoKey, ValueError: it is none.
    """
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise NotAPublicKey("It is no base64.") from error
    return Ed25519PublicKey.from_public_bytes(raw)


def pack_bundle(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of files as they are, in their order; its bytes depend on names and content alone."""
    body, directory, offset = [], [], 0
    for name, data in members:
        fields = _fields(name, data) + name.encode()
        body += [_LOCAL, fields, data]
        tail = struct.pack("<3H2L", 0, 0, 0, 0, offset)
        head = fields[: _FIELDS.size]
        directory.append(_CENTRAL + struct.pack("<H", _VERSION_NEEDED) + head + tail + name.encode())
        offset += len(_LOCAL) + len(fields) + len(data)
    index = b"".join(directory)
    count = len(directory)
    end = _END + struct.pack("<4H2LH", 0, 0, count, count, len(index), offset, 0)
    return b"".join([*body, index, end])


def unpack_bundle(data: bytes) -> dict[str, bytes]:
    """The files of a bundle. Only what :func:`pack_bundle` wrote is accepted, to the last byte.

    Raises:
        Faulty: cut off, not a bundle, or packed so that programs could see different files in it.
    """
    if len(data) > LARGEST:
        raise BundleError("too-large", "It is larger than any bundle.")
    if not data.startswith(_LOCAL):
        raise BundleError("no-bundle", "It is no bundle: it does not begin as a zip archive does.")
    members: dict[str, bytes] = {}
    at = 0
    while data.startswith(_LOCAL, at):
        name, content, at = _member(data, at)
        if name in members:
            raise BundleError("duplicate", f"{name} is in the archive twice.", name)
        members[name] = content
        if len(members) > MOST_FILES:
            raise BundleError("too-many", f"It holds more than {MOST_FILES} files.")
    repacked = pack_bundle(list(members.items()))
    if data == repacked:
        return members
    if repacked.startswith(data):
        raise BundleError("truncated", "It is cut off: the end of the archive is missing.")
    if data.startswith(repacked):
        raise BundleError("appended", f"{len(data) - len(repacked):,} bytes were added after its end.")
    raise BundleError("archive", "The archive's list of its own files was changed.")


def describe_verdict(verdict: BundleVerdict) -> list[str]:
    """What was verified, or everything that is wrong, in sentences."""
    if not verdict.holds:
        return [fault.what for fault in verdict.faults]
    manifest = verdict.manifest
    files = [file for file in manifest["files"] if file["name"].startswith(FILES)]
    lines = [
        f"This is {manifest['return']}, {manifest['area']}, {manifest['period']}, edition {manifest['number']}, "
        f"for the audience {manifest['audience']}, as it was published on {manifest['published_at']}.",
        f"All {len(files)} files are whole and unchanged, none is missing and none was added.",
        f"The manifest was signed with the key {verdict.key}, which is the one that you gave.",
    ]
    if manifest["head"] is not None:
        lines.append(f"It carries the audit trail's head {manifest['head']}.")
    if manifest["restates"] is not None:
        lines.append(f"It restates edition {manifest['restates']}: {manifest['reason']}")
    if manifest["withdrawn"] is not None:
        lines.append(f"It was withdrawn on {manifest['withdrawn']['at']}: {manifest['withdrawn']['reason']}")
    return lines


def _member(data: bytes, at: int) -> tuple[str, bytes, int]:
    """Name, content and end of the file whose record begins at a place."""
    start = at + len(_LOCAL)
    head = data[start : start + _FIELDS.size]
    if len(head) < _FIELDS.size:
        raise _cut_off()
    _, flags, method, _, _, crc, inside, size, name_length, extra = _FIELDS.unpack(head)
    if name_length > LONGEST_NAME:
        raise BundleError("name", "A name in the archive is too long.")
    begin = start + _FIELDS.size + name_length
    name = _member_name(data[start + _FIELDS.size : begin], name_length)
    if method or inside != size or flags != _UTF8 or extra:
        raise BundleError("packing", f"{name} is packed in another way than bundles are.", name)
    content = data[begin : begin + size]
    if len(content) < size:
        raise _cut_off()
    if zlib.crc32(content) != crc:
        raise BundleError("changed", f"{name} was changed: its checksum does not fit.", name)
    return name, content, begin + size


def _member_name(raw: bytes, length: int) -> str:
    if len(raw) < length:
        raise _cut_off()
    try:
        name = raw.decode()
    except UnicodeDecodeError as error:
        raise BundleError("name", "A name in the archive is no text.") from error
    if not _NAME.fullmatch(name) or name in {".", "..", "files/.", "files/.."}:
        escaped = name.encode("unicode_escape").decode()[:100]
        raise BundleError("name", f"The archive holds a name that would lead elsewhere: {escaped}.")
    return name


def _cut_off() -> BundleError:
    return BundleError("truncated", "It is cut off: the archive ends in the middle of a file.")


def _read_signed_manifest(
    members: Mapping[str, bytes], keys: Mapping[str, Ed25519PublicKey]
) -> tuple[dict[str, Any], str]:
    """The manifest, once its signature was verified with one of the keys, and that key's id."""
    for name in (MANIFEST, SIGNATURE):
        if name not in members:
            raise BundleError("missing", f"{name} is missing.", name)
    raw, signature = members[MANIFEST], members[SIGNATURE]
    for name, key in keys.items():
        try:
            key.verify(signature, raw)
        except InvalidSignature:
            continue
        return _manifest(raw), name
    named_key = _find_key_name(raw)
    if named_key is not None and named_key not in keys:
        raise BundleError(
            "key", f"It says that it was signed with the key {named_key}; you gave {', '.join(keys)}.", SIGNATURE
        )
    raise BundleError("signature", "The manifest or its signature was changed: they do not fit each other.", MANIFEST)


def _find_key_name(raw: bytes) -> str | None:
    """The key that a manifest names, before its signature is verified."""
    try:
        key = json.loads(raw[:LARGEST_MANIFEST])["key"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return key if isinstance(key, str) and re.fullmatch("[0-9a-f]{16}", key) else None


def _manifest(raw: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(raw)
        form, files = manifest["form"], [(file["name"], file["sha256"], file["size"]) for file in manifest["files"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError("form", "The manifest is signed, but is none that this program knows.", MANIFEST) from error
    is_known_form = form == FORM and all(
        isinstance(name, str) and _HASH.fullmatch(str(digest)) for name, digest, _ in files
    )
    if not is_known_form or len({name for name, *_ in files}) != len(files):
        raise BundleError("form", "The manifest is signed, but of a form that this program does not know.", MANIFEST)
    return manifest


def _differences(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[BundleFault]:
    """The files that differ from the manifest."""
    expected = {file["name"]: (file["sha256"], file["size"]) for file in manifest["files"]}
    actual = {
        name: (sha256(data).hexdigest(), len(data))
        for name, data in members.items()
        if name not in {MANIFEST, SIGNATURE}
    }
    missing = {name: content for name, content in expected.items() if name not in actual}
    extra = {name: content for name, content in actual.items() if name not in expected}
    faults = [
        BundleFault("changed", f"{name} was changed.", name)
        for name in expected
        if name in actual and actual[name] != expected[name]
    ]
    for name, content in missing.items():
        new = next((other_name for other_name, other_content in extra.items() if other_content == content), None)
        if new is None:
            faults.append(BundleFault("missing", f"{name} is missing.", name))
        else:
            extra.pop(new)
            faults.append(BundleFault("renamed", f"{name} was renamed to {new}.", name))
    faults += [BundleFault("extra", f"{name} was added; the manifest does not name it.", name) for name in extra]
    if not faults and list(members) != [*list(expected)[:1], MANIFEST, SIGNATURE, *list(expected)[1:]]:
        faults.append(BundleFault("archive", "It was packed again: its files are in another order than they were."))
    return faults


def _keys(text: bytes) -> list[Ed25519PublicKey]:
    if text.startswith(b"-----"):
        key = load_pem_public_key(text)
        if not isinstance(key, Ed25519PublicKey):
            raise NotAPublicKey("It is a key of another kind.")
        return [key]
    if text.startswith(b"{"):
        return [parse_key(key["x"]) for key in json.loads(text)["keys"] if key.get("crv") == "Ed25519"]
    return [parse_key(text.decode())]


def _fields(name: str, data: bytes) -> bytes:
    size = len(data)
    return _FIELDS.pack(_VERSION_NEEDED, _UTF8, 0, 0, _FIRST_DAY, zlib.crc32(data), size, size, len(name.encode()), 0)


def main(arguments: Sequence[str]) -> int:
    """``BUNDLE --key KEY``: 0 as published, 1 not, 2 wrong usage."""
    if len(arguments) != 3 or arguments[1] != "--key" or not Path(arguments[0]).is_file():
        sys.stderr.write("Usage: verify.py BUNDLE.zip --key KEY\n")
        return 2
    try:
        keys = read_keys(arguments[2])
    except NotAPublicKey as error:
        sys.stderr.write(f"{error}\n")
        return 2
    verdict = verify(Path(arguments[0]), keys)
    sys.stdout.write("\n".join(describe_verdict(verdict)) + "\n")
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
