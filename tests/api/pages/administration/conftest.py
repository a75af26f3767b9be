"""A house with its people, for tests that change accounts, keys and jobs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.sample_people import add_people
from returnonce.access.accounts import NewAccount, add_account, find_account
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.db import transaction
from tests.api.pages.administration.people import LOCAL, WHOLE, Office
from tests.api.pages.sample_publication import with_samples
from tests.api.pages.sample_service import TODAY, build


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two places, the sample people, an administrator of all of it, and one of Lewisham alone."""
    house = build(tmp_path_factory.mktemp("office"))
    add_people(house.engine, TODAY)
    with transaction(house.engine) as session:
        for name, place in ((WHOLE, None), (LOCAL, "lewisham")):
            add_account(session, TODAY, NewAccount(name, name, "person", place), by=OPERATOR)
            account = find_account(session, name)
            grant_role(session, TODAY, account, Grant("administrator", place), by=OPERATOR)
    with_samples(house)
    yield Office(house)
    house.engine.dispose()
