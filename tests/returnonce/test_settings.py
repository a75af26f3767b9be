from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.errors import WrongUsage
from returnonce.settings import Settings, read_settings


def test_no_setting_is_needed() -> None:
    settings = read_settings({})
    assert settings.home == Path("var")
    assert settings.url == "sqlite:///var/store.sqlite3"


def test_a_home_alone_is_read_as_it_is_among_others() -> None:
    home = {"RETURNONCE_HOME": "elsewhere", "RETURNONCE_PORT": ""}
    assert read_settings(home) == Settings.model_validate({"home": "elsewhere"})
    assert read_settings(home).model_copy(update={"port": 1}) == read_settings(home | {"RETURNONCE_PORT": "1"})


def test_postgres_is_one_url() -> None:
    settings = read_settings({"RETURNONCE_DATABASE_URL": "postgresql://host/name"})
    assert settings.url == "postgresql+psycopg://host/name"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("RETURNONCE_PORT", "ninety", "RETURNONCE_PORT"),
        ("RETURNONCE_PORT", "0", "RETURNONCE_PORT"),
        ("RETURNONCE_HOEM", "x", "There is no setting RETURNONCE_HOEM"),
        ("RETURNONCE_LOG_LEVEL", "loud", "RETURNONCE_LOG_LEVEL"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, expected: str) -> None:
    with pytest.raises(WrongUsage, match=expected):
        read_settings({name: value})


def test_variables_of_the_tests_are_no_slips() -> None:
    assert read_settings({"RETURNONCE_TEST_POSTGRES_REQUIRED": "1", "RETURNONCE_SHARED": "x"}) == read_settings({})
