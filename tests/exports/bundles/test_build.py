"""Real editions as signed files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from exports.bundles.build import build_bundle, bundle_name
from exports.editions.published_editions import PublishedEdition, read_edition, read_editions_of
from exports.editions.storage.edition_blobs import read_edition_file
from returnonce.blobs import FolderObjects
from returnonce.bundle_verification import FILES, MANIFEST, SIGNATURE, read_keys, unpack_bundle, verify_bytes
from returnonce.db import reading
from returnonce.errors import NotFound, Unavailable
from returnonce.settings import Settings
from returnonce.signing_keys import jwks, open_signer, read_public_keys
from tests.exports.editions.worlds import KEY, World
from tests.returnonce.audit_heads import are_in_order
from tests.returnonce.key_rotation import rotate_key


@pytest.fixture
def world(engine: Engine, settings: Settings) -> World:
    actual_world = World(engine, settings.home)
    actual_world.value(33, 260)
    return actual_world


@pytest.fixture
def small(sqlite_engine: Engine, sqlite_settings: Settings) -> World:
    actual_world = World(sqlite_engine, sqlite_settings.home)
    actual_world.value(33, 260)
    return actual_world


def bundled(world: World, number: int | None = None, audience: str = "regulator") -> bytes:
    with reading(world.engine) as session:
        one = read_edition(session, KEY, number)
        before = read_editions_of(session, KEY)
    return build_bundle(world.context, one, audience, open_signer(world.home), earlier_editions=before)


def manifest(data: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(unpack_bundle(data)[MANIFEST])
    return document


def test_an_edition_is_signed_and_proved_with_the_published_keys(world: World) -> None:
    first = world.edition()
    made = bundled(world)
    world.value(34, 260)
    second = world.edition(reason="late-figures")
    keys = read_keys(json.dumps(jwks(read_public_keys(FolderObjects(world.home)))))
    assert verify_bytes(made, keys).holds
    assert bundled(world, 1) == made
    told, again = manifest(made), manifest(bundled(world))
    assert (told["number"], told["restates"], told["reason"], told["heads_before"]) == (1, None, None, [])
    assert (again["number"], again["restates"], again["reason"]) == (2, 1, "late-figures")
    assert again["heads_before"] == [{"number": 1, "head": first.head}]
    assert (again["head"], again["content"], again["ruleset"]) == (second.head, second.content, second.ruleset)
    with reading(world.engine) as session:
        assert are_in_order(session, [told["head"], *(each["head"] for each in again["heads_before"]), again["head"]])
    held = unpack_bundle(made)
    for file in (each for each in first.files if each.audience == "regulator"):
        assert held[FILES + file.name] == read_edition_file(world.blobs, first, "regulator", file.name)
    assert bundle_name(first, "regulator") == "national_COUNTY_FY2009-10_1_regulator.zip"
    # Neither figures nor persons stand in the manifest.
    assert not {"260", "33", "olga", "anna"} & set(str(told).replace("'", " ").replace(",", " ").split())
    with pytest.raises(NotFound, match="not released"):
        bundled(world, 1, "public")


def test_it_stays_the_same_after_later_acts_and_says_a_withdrawal(small: World) -> None:
    first = small.edition()
    before = bundled(small, 1)
    small.value(35, 260)
    small.edition(reason="late-figures")
    old, _ = rotate_key(small.home)
    assert bundled(small, 1) == before
    after = manifest(bundled(small, 2))
    assert (manifest(before)["key"], after["key"]) == (old and old.id, open_signer(small.home).public.id)
    small.withdraw(first)
    gone = bundled(small, 1)
    assert manifest(gone)["withdrawn"]["reason"] == "wrong"
    assert verify_bytes(gone, read_keys(json.dumps(jwks(read_public_keys(FolderObjects(small.home)))))).holds
    same = {name: data for name, data in unpack_bundle(gone).items() if name not in {MANIFEST, SIGNATURE}}
    assert same == {name: data for name, data in unpack_bundle(before).items() if name not in {MANIFEST, SIGNATURE}}


def test_kept_bytes_that_were_altered_are_not_signed_over(small: World) -> None:
    done = small.edition()
    file = next(each for each in done.files if each.audience == "regulator")
    path = next(path for path in (small.home / "files" / "editions").rglob(file.sha256))
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Unavailable, match="altered"):
        bundled(small)


def test_a_kept_signature_that_was_altered_is_made_anew(small: World) -> None:
    small.edition()
    before = bundled(small)
    [path] = (small.home / "files" / "signatures").iterdir()
    for text in ("", "{}", json.dumps({"key": "0" * 16, "signature": ""}), path.read_text().replace("signature", "s")):
        path.write_text(text)
        assert bundled(small) == before


def test_other_audiences_are_told_nothing_that_covers_true_cells(small: World) -> None:
    done = small.edition()
    if "council" not in done.cells:
        pytest.skip("no rule releases this return to the council")
    manifest_data = manifest(bundled(small, audience="council"))
    assert manifest_data["content"] is None
    assert done.content not in bundled(small, audience="council").decode("latin-1")


def hidden(told: dict[str, Any], done: PublishedEdition) -> bool:
    return done.content not in str(told) and done.head not in str(told)


def test_the_public_is_told_neither_content_nor_head(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    done = small.edition()
    files = tuple(replace(file, audience="public") for file in done.files if file.audience == "regulator")
    public = replace(done, cells={"public": "d" * 64}, rules={"public": ("r", "1")}, files=files, public=True)
    manifest_data = manifest(
        build_bundle(small.context, public, "public", open_signer(small.home), earlier_editions=[public])
    )
    assert hidden(manifest_data, done)
    assert Path(small.home / "files" / "signatures").exists()
