"""Packed answers: the same bytes once unpacked, chosen by Accept-Encoding; and never where a secret could be beside."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
import zstandard
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from api.app_state import state_of
from api.middleware.compression import choose_coding
from returnonce.settings import Settings
from tests.api.services import client_of, service

AREAS = "/v1/areas?limit=200"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = service(Settings(home=tmp_path_factory.mktemp("packed")))
    yield client_of(app)
    state_of(app).context.engine.dispose()


@pytest.mark.parametrize(
    ("field", "coding"),
    [
        ("gzip", "gzip"), ("zstd", "zstd"), ("gzip, deflate, br, zstd", "zstd"), ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"), ("br", None), ("", None), ("gzip;q=0", None), ("identity;q=1, gzip;q=0.5", None),
    ],
)  # fmt: skip
def test_the_coding_that_is_preferred(field: str, coding: str | None) -> None:
    assert choose_coding(Headers({"accept-encoding": field})) == coding


def _raw(client: TestClient, path: str, coding: str, **headers: str) -> tuple[Headers, bytes]:
    with client.stream("GET", path, headers={"Accept-Encoding": coding, **headers}) as answer:
        return Headers(dict(answer.headers)), b"".join(answer.iter_raw())


def test_what_is_unpacked_is_what_is_there(client: TestClient) -> None:
    plain, data = _raw(client, AREAS, "identity")
    assert "content-encoding" not in plain
    zipped, small = _raw(client, AREAS, "gzip")
    assert (zipped["content-encoding"], gzip.decompress(small)) == ("gzip", data)
    packed, smaller = _raw(client, AREAS, "zstd")
    assert zstandard.ZstdDecompressor().decompressobj().decompress(smaller) == data
    assert len(small) < len(data) / 4
    for headers, body in ((plain, data), (zipped, small), (packed, smaller)):
        assert int(headers["content-length"]) == len(body)
        assert "Accept-Encoding" in headers["vary"]
    assert zipped["etag"] == f"W/{plain['etag']}"
    assert "repr-digest" in plain
    assert "repr-digest" not in zipped


def test_a_packed_answer_is_had_again_by_its_tag(client: TestClient) -> None:
    headers, _ = _raw(client, AREAS, "gzip")
    again = client.get(AREAS, headers={"Accept-Encoding": "gzip", "If-None-Match": headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_says_what_get_would(client: TestClient) -> None:
    headers, _ = _raw(client, AREAS, "zstd")
    head = client.head(AREAS, headers={"Accept-Encoding": "zstd"})
    assert head.headers["content-encoding"] == "zstd"
    assert head.headers["content-length"] == headers["content-length"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (AREAS, {"Cookie": "session=x"}),
        (AREAS, {"Range": "bytes=0-1"}),
        ("/v1/me", {}),
        ("/v1/webhooks", {}),
        ("/v1/submissions", {}),
        ("/v1/proposals", {}),
        ("/health", {}),
        ("/v1/areas?limit=1", {}),
    ],
)
def test_what_is_never_packed(client: TestClient, path: str, headers: dict[str, str]) -> None:
    answer, _ = _raw(client, path, "gzip, zstd", **headers)
    assert "content-encoding" not in answer
