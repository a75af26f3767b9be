"""Bundles that were tampered with, each way named; and whatever else is done to the bytes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from cli import main
from returnonce import bundle_verification as program
from returnonce.bundle_verification import (
    FORM,
    MANIFEST,
    README,
    SIGNATURE,
    NotAPublicKey,
    describe_verdict,
    key_id,
    pack_bundle,
    read_keys,
    unpack_bundle,
    verify,
    verify_bytes,
)

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
Members = list[tuple[str, bytes]]
FILES = {README: b"how to\n", "files/a.csv": b"line,value\nNI 1,33\n", "files/b.json": '{"é": 1}'.encode()}


def manifest(**changed: Any) -> dict[str, Any]:
    files = [{"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in FILES.items()]
    return {
        "form": FORM, "return": "national", "area": "COUNTY", "period": "FY2009-10", "number": 2,
        "audience": "regulator", "published_at": "2026-11-20T12:00:00+00:00", "restates": 1, "reason": "late figures",
        "withdrawn": None, "head": "c" * 64, "key": next(iter(KEYS)), "files": files,
    } | changed  # fmt: skip


def members(signer: Ed25519PrivateKey = KEY, /, **changed: Any) -> Members:
    raw = json.dumps(manifest(**changed)).encode()
    return [(README, FILES[README]), (MANIFEST, raw), (SIGNATURE, signer.sign(raw)), *list(FILES.items())[1:]]


WHOLE = pack_bundle(members())


def edited(**by: Any) -> bytes:
    """With contents replaced, or taken out where there is none."""
    names = {name.replace("/", "_").replace(".", "_"): name for name, _ in members()}
    new = {names[key]: data for key, data in by.items()}
    return pack_bundle([(name, new.get(name, data)) for name, data in members() if new.get(name, data) is not None])


def renamed(old: str, new: str) -> bytes:
    return pack_bundle([(new if name == old else name, data) for name, data in members()])


def zipped(method: int, *more: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in [*members(), *more]:
            archive.writestr(name, data)
    return made.getvalue()


def commented() -> bytes:
    made = io.BytesIO(WHOLE)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"hidden"
    return made.getvalue()


def flipped(data: bytes, mark: bytes, step: int = 0) -> bytes:
    at = data.rindex(mark) + step
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


RAW = dict(members())[MANIFEST]
TAMPERED = [
    ("changed", "a.csv was changed", edited(files_a_csv=b"line,value\nNI 1,34\n")),
    ("changed", "README.txt was changed", edited(README_txt=b"how not to\n")),
    ("changed", "checksum", flipped(WHOLE, b"NI 1,33", 5)),
    ("archive", "another order", pack_bundle([*members()[:3], *members()[:2:-1]])),
    ("extra", "c.csv was added", pack_bundle([*members(), ("files/c.csv", b"more")])),
    ("missing", "a.csv is missing", edited(files_a_csv=None)),
    ("missing", "manifest.json is missing", edited(manifest_json=None)),
    ("missing", "manifest.sig is missing", edited(manifest_sig=None)),
    ("renamed", "files/a.csv was renamed to files/z.csv", renamed("files/a.csv", "files/z.csv")),
    ("signature", "manifest or its signature was changed", edited(manifest_json=RAW.replace(b"FY2009", b"FY2010"))),
    ("signature", "manifest or its signature was changed", edited(manifest_json=RAW + b" ")),
    ("signature", "manifest or its signature was changed", edited(manifest_sig=b"\0" * 64)),
    ("signature", "manifest or its signature was changed", edited(manifest_sig=b"")),
    ("key", "signed with the key", pack_bundle(members(OTHER, key=key_id(OTHER.public_key())))),
    ("signature", "do not fit", pack_bundle(members(OTHER))),
    ("form", "form that this program does not know", pack_bundle(members(form="another"))),
    ("form", "form that this program does not know", pack_bundle(members(files=manifest()["files"] * 2))),
    ("form", "none that this program knows", pack_bundle(members(files=[1]))),
    ("duplicate", "files/a.csv is in the archive twice", pack_bundle([*members(), ("files/a.csv", b"other")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("../../etc/passwd", b"x")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("/etc/passwd", b"x")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("files/../../x", b"x")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("files/..", b"x")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("files\\x", b"x")])),
    ("name", "lead elsewhere", pack_bundle([*members(), ("C:x", b"x")])),
    ("name", "too long", pack_bundle([*members(), ("files/" + "x" * 400, b"x")])),
    ("packing", "packed in another way", zipped(zipfile.ZIP_DEFLATED)),
    ("packing", "packed in another way", zipped(zipfile.ZIP_DEFLATED, ("files/bomb", b"\0" * 10_000_000))),
    ("packing", "packed in another way", zipped(zipfile.ZIP_STORED)),
    ("truncated", "cut off", WHOLE[:-1]),
    ("truncated", "cut off", WHOLE[: len(WHOLE) // 3]),
    ("truncated", "cut off", WHOLE[:10]),
    ("appended", "5 bytes were added", WHOLE + b"extra"),
    ("archive", "list of its own files", commented()),
    ("archive", "list of its own files", flipped(WHOLE, b"files/b.json")),
    ("no-bundle", "no bundle", b""),
    ("no-bundle", "no bundle", b"MZ" + WHOLE),
    ("too-many", "more than", pack_bundle([(f"files/{n}", b"") for n in range(1_001)])),
]  # fmt: skip


def test_a_bundle_as_it_was_published() -> None:
    verification = verify_bytes(WHOLE, KEYS)
    assert (verification.faults, verification.key, unpack_bundle(WHOLE)) == ((), next(iter(KEYS)), dict(members()))
    words = " ".join(describe_verdict(verification))
    for said in ("national, COUNTY, FY2009-10, edition 2", "All 2 files", "c" * 64, "restates edition 1: late figures"):
        assert said in words
    gone = verify_bytes(pack_bundle(members(withdrawn={"at": "2026-11-21", "reason": "wrong"}, head=None)), KEYS)
    assert gone.holds
    assert "It was withdrawn on 2026-11-21: wrong" in describe_verdict(gone)
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == dict(members())


@pytest.mark.parametrize(("code", "said", "data"), TAMPERED, ids=[f"{n}-{case[0]}" for n, case in enumerate(TAMPERED)])
def test_what_was_done_to_it_is_named(code: str, said: str, data: bytes) -> None:
    verification = verify_bytes(data, KEYS)
    assert code in {fault.code for fault in verification.faults}
    assert said in " ".join(describe_verdict(verification))


def test_every_byte_counts() -> None:
    for at in range(len(WHOLE)):
        changed = WHOLE[:at] + bytes([WHOLE[at] ^ 0x55]) + WHOLE[at + 1 :]
        assert not verify_bytes(changed, KEYS).holds, at


places = st.integers(0, len(WHOLE))


@given(places, places, st.binary(max_size=40), st.sampled_from(["cut", "put", "twice", "move", "zero"]))
def test_whatever_is_done_to_the_bytes_is_found(start: int, end: int, new: bytes, how: str) -> None:
    low, high = sorted((start, end))
    part = WHOLE[low:high]
    changed = {
        "cut": WHOLE[:low] + WHOLE[high:],
        "put": WHOLE[:low] + new + WHOLE[high:],
        "twice": WHOLE[:high] + part + WHOLE[high:],
        "move": WHOLE[:low] + WHOLE[high:] + part,
        "zero": WHOLE[:low] + b"\0" * len(part) + WHOLE[high:],
    }[how]
    assert verify_bytes(changed, KEYS).holds is (changed == WHOLE)


@given(st.binary(max_size=300))
def test_what_is_no_bundle_is_no_crash(data: bytes) -> None:
    assert not verify_bytes(data, KEYS).holds
    assert not verify_bytes(b"PK\x03\x04" + data, KEYS).holds
    raw = data
    assert not verify_bytes(pack_bundle([(MANIFEST, raw), (SIGNATURE, KEY.sign(raw))]), KEYS).holds


def test_a_file_larger_than_any_bundle_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.zip").open("wb") as stream:
        os.truncate(stream.fileno(), 1 << 40)
    assert [fault.code for fault in verify(tmp_path / "huge.zip", KEYS).faults] == ["too-large"]


def raw_key(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def test_keys_are_read_in_every_form(tmp_path: Path) -> None:
    import base64

    x = base64.urlsafe_b64encode(raw_key(KEY.public_key())).decode().rstrip("=")
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]}))
    forms = (x, base64.b64encode(raw_key(KEY.public_key())).decode(), str(tmp_path / "key.pem"), pem.decode(),
             str(tmp_path / "keys.json"), (tmp_path / "keys.json").read_text() + " " * 500)  # fmt: skip
    for form in forms:
        assert list(read_keys(form)) == list(KEYS)
    for wrong in ("", "abc", "é", str(tmp_path), '{"keys": 1}', "-----BEGIN", "x" * 5000):
        with pytest.raises(NotAPublicKey):
            read_keys(wrong)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "bundle.zip").write_bytes(WHOLE)
    (tmp_path / "key.pem").write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return tmp_path / "bundle.zip"


def test_the_verb(bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing of a store or of settings is looked at, not even a setting that is none.
    monkeypatch.setenv("RETURNONCE_NONSENSE", "1")
    monkeypatch.chdir(bundle.parent)
    assert main(["verify", "bundle.zip", "--key", "key.pem"]) == 0
    assert "All 2 files are whole" in capsys.readouterr().out
    assert main(["verify", "bundle.zip", "--key", "key.pem", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
    bundle.write_bytes(edited(files_a_csv=b"other"))
    assert main(["verify", "bundle.zip", "--key", "key.pem", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["faults"] == [{"fault": "changed", "what": "files/a.csv was changed.", "where": "files/a.csv"}]
    assert main(["verify", "none.zip", "--key", "key.pem"]) == 1
    assert main(["verify", "bundle.zip", "--key", "no key"]) == 2
    assert sorted(path.name for path in bundle.parent.iterdir()) == ["bundle.zip", "key.pem"]


def test_the_program_stands_alone(bundle: Path) -> None:
    """A copy of the one file, where nothing else of the project can be imported."""
    copy = bundle.parent / "verify.py"
    copy.write_bytes(Path(program.__file__).read_bytes())

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", str(copy), *arguments]
        done = subprocess.run(command, cwd=bundle.parent, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert run("bundle.zip", "--key", "key.pem")[0] == 0
    assert run("bundle.zip", "--key", "nothing")[0] == 2
    assert run()[0] == 2
    bundle.write_bytes(WHOLE[:-1])
    assert run("bundle.zip", "--key", "key.pem") == (1, "It is cut off: the end of the archive is missing.\n")
