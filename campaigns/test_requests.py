"""Very many requests made up from the OpenAPI document, by callers of four roles: none breaks anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaigns.figures import campaign, size
from tests.api.test_openapi_cases import Asked, ask_service, send_cases

ROLES = ("officer", "regulator", "agency", "administrator")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with ask_service(tmp_path_factory.mktemp("cases")) as asked:
        yield asked


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES)
def test_very_many_made_up_requests(asked: Asked, role: str) -> None:
    wanted = size("cases") // len(ROLES)
    with campaign("requests", role, wanted, share=1 / len(ROLES)) as run:
        before = asked.sent
        try:
            send_cases(asked, role, wanted)
        finally:
            run.done = asked.sent - before
