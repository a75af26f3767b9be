"""A file that somebody has is proved, or refused in words; by its bytes, by its hash, and as a bundle."""

from __future__ import annotations

import hashlib

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from exports.editions.published_editions import EditionFile
from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import EDITIONS, OFFICER, Publishing

pytestmark = pytest.mark.long

REGULATOR = "sample-regulator"


def send_file(client: TestClient, data: bytes, *, token: str | None = None) -> Response:
    given = token or Page(client.get("/verify")).token
    ours = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    files = {"file": ("<b>mine</b>.xlsx", data, "application/octet-stream")}
    return client.post("/verify", data={"token": given}, files=files, headers=ours)


def file_of(published: Publishing, audience: str, ending: str) -> EditionFile:
    return next(one for one in published.first.files if one.audience == audience and one.name.endswith(ending))


def test_a_published_file_is_verified_and_its_key_named(published: Publishing) -> None:
    client = published.client(REGULATOR)
    file = file_of(published, "regulator", ".xlsx")
    answer = send_file(client, client.get(f"{EDITIONS}/1/regulator/{file.name}").content)
    text = Page(answer).text
    assert "Verified It is the file" in text
    assert f"{file.name} of National Indicator Set, Lewisham, 2009-10, edition 1" in text
    assert published.house.context.open_signer().public.id in text
    assert "the key in use" in text
    assert "edition 2 counts now" in text
    assert "mine" not in text


def test_a_bundle_proves_itself_and_a_changed_one_does_not(published: Publishing) -> None:
    client = published.client(REGULATOR)
    data = client.get(f"{EDITIONS}/2/bundle.zip").content
    whole = Page(send_file(client, data)).text
    assert "the whole signed bundle of National Indicator Set" in whole
    assert "Edition 2 is the one that counts now" in whole
    spoilt = bytearray(data)
    spoilt[len(data) // 2] ^= 1
    refused = Page(send_file(client, bytes(spoilt))).text
    assert "Not verified" in refused
    assert "was changed" in refused
    assert "It is cut off" in Page(send_file(client, data[:-30])).text


@pytest.mark.parametrize("data", [b"not ours", b"PK\x03\x04manifest.json", b"PK\x03\x04\xff" * 40])
def test_what_nobody_published_is_refused_in_words(published: Publishing, data: bytes) -> None:
    answer = send_file(published.client(REGULATOR), data)
    assert answer.status_code == 200
    assert "Not verified" in Page(answer).text


def test_a_hash_alone_is_looked_up(published: Publishing) -> None:
    client, file = published.client(REGULATOR), file_of(published, "regulator", ".data.csv")
    assert "Verified" in Page(client.get(f"/verify?sha256={file.sha256.upper()}")).text
    assert "Not verified" in Page(client.get(f"/verify?sha256={'0' * 64}")).text
    wrong = client.get("/verify?sha256=<b>")
    assert (wrong.status_code, "That is no SHA-256" in Page(wrong).text) == (422, True)


def test_a_file_of_an_audience_that_is_not_one_s_own_is_unknown(published: Publishing) -> None:
    """Else the hash of a small hidden figure's file could be tried until one fits."""
    file = next(
        one for one in published.first.files
        if one.audience == "council" and one.sha256 not in {
            each.sha256 for each in published.first.files if each.audience == "regulator"}
    )  # fmt: skip
    assert "Verified" in Page(published.client(OFFICER).get(f"/verify?sha256={file.sha256}")).text
    assert "Not verified" in Page(published.client(REGULATOR).get(f"/verify?sha256={file.sha256}")).text


def test_no_file_an_empty_one_and_a_foreign_form_are_refused(published: Publishing) -> None:
    client = published.client(REGULATOR)
    assert "The file is empty." in Page(send_file(client, b"")).text
    assert send_file(client, b"x", token="0" * 64).status_code == 403
    assert published.client("sample-agency").get("/verify").status_code == 403
    assert published.client().get("/verify").status_code == 303


def test_hashes_of_true_figures_are_not_told_to_the_public(published: Publishing) -> None:
    """From the hash of true cells a small figure that was hidden can be found by trying."""
    from api.pages.views.edition import edition_facts

    edition, ruleset = published.first, published.house.context.ruleset
    told = dict(edition_facts(ruleset, edition, {edition.published_by: "x"}, "public"))
    assert edition.content not in told.values()
    assert edition.head not in told.values()
    assert edition.content in dict(edition_facts(ruleset, edition, {edition.published_by: "x"}, "regulator")).values()
    assert hashlib.sha256(b"").hexdigest() not in told.values()
