from __future__ import annotations

import base64
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from returnonce.blobs import FolderObjects
from returnonce.bundle_verification import key_id, parse_key, read_keys
from returnonce.errors import Unavailable, WrongUsage
from returnonce.signing_keys import KEY_BYTES, jwks, open_signer, read_public_keys
from tests.returnonce.key_rotation import rotate_key

GIVEN = base64.b64encode(b"\7" * KEY_BYTES).decode()


def test_a_key_is_made_once_for_its_owners_eyes_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = {signer.public for signer in pool.map(lambda _: open_signer(tmp_path), range(16))}
    assert len(made) == 1
    path = tmp_path / "keys" / "signing.key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert read_public_keys(FolderObjects(tmp_path)) == list(made)
    assert [each.name for each in path.parent.iterdir() if each.is_file()] == ["signing.key"]


def test_what_is_signed_is_verified_by_the_published_key_alone(tmp_path: Path) -> None:
    signer = open_signer(tmp_path)
    assert signer.sign(b"x") == signer.sign(b"x")
    key = parse_key(signer.public.x)
    key.verify(signer.sign(b"x"), b"x")
    assert key_id(key) == signer.public.id
    assert (
        list(read_keys(signer.public.pem))
        == list(read_keys(json.dumps(jwks(read_public_keys(FolderObjects(tmp_path))))))
        == [signer.public.id]
    )
    assert base64.b64encode(signer.key.private_bytes_raw()).decode() not in repr(signer)


def test_old_public_keys_stay_published(tmp_path: Path) -> None:
    first = open_signer(tmp_path).public
    before, second = rotate_key(tmp_path)
    assert before == first != second == open_signer(tmp_path).public
    given = open_signer(tmp_path, GIVEN).public
    assert {key.id for key in read_public_keys(FolderObjects(tmp_path))} == {first.id, second.id, given.id}
    assert {key["kid"] for key in jwks(read_public_keys(FolderObjects(tmp_path)))["keys"]} == {
        first.id,
        second.id,
        given.id,
    }
    assert (tmp_path / "keys" / "signing.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_gone_is_not_made_anew_by_itself(tmp_path: Path) -> None:
    open_signer(tmp_path)
    (tmp_path / "keys" / "signing.key").unlink()
    with pytest.raises(Unavailable, match="signing key is gone"):
        open_signer(tmp_path)
    before, now = rotate_key(tmp_path)
    assert (before, open_signer(tmp_path).public) == (None, now)


@pytest.mark.parametrize("text", ["", "abc", "é" * 44, base64.b64encode(b"x" * 31).decode(), "=" * 44])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "signing.key").write_text(text)
    with pytest.raises(WrongUsage, match="32 bytes"):
        open_signer(tmp_path)
    if text:
        with pytest.raises(WrongUsage, match="RETURNONCE_SIGNING_KEY"):
            open_signer(tmp_path, text)


@pytest.mark.parametrize("text", ["{}", "no", '{"id": "0000000000000000", "x": "AAAA"}'])
def test_a_published_key_that_was_altered_is_not_given_out(tmp_path: Path, text: str) -> None:
    open_signer(tmp_path)
    [path] = (tmp_path / "files" / "signing-keys").iterdir()
    path.write_text(text)
    with pytest.raises(Unavailable, match="altered"):
        jwks(read_public_keys(FolderObjects(tmp_path)))


def test_openssl_verifies_it_too(tmp_path: Path) -> None:
    signer = open_signer(tmp_path)
    for name, data in (("key.pem", signer.public.pem.encode()), ("m", b"manifest"), ("s", signer.sign(b"manifest"))):
        (tmp_path / name).write_bytes(data)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "m", "-sigfile", "s"]
    try:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("openssl is not here")
    assert done.returncode == 0
