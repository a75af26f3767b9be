"""Every setting."""

from __future__ import annotations

from docs.pages.markdown import code, page, table
from mappings.ruleset.ruleset import Ruleset
from returnonce.settings import PREFIX, Settings

TESTING = (
    ("RETURNONCE_TEST_POSTGRES_URL", "Server on which the tests make a database of their own; else 127.0.0.1:5432."),
    ("RETURNONCE_TEST_POSTGRES_REQUIRED", "Set to fail, rather than skip, where no PostgreSQL server answers."),
    ("RETURNONCE_TEST_BROWSER_REQUIRED", "Set to fail, rather than skip, where there is no Chromium."),
    ("RETURNONCE_SHARED", "Folder of reference files; tests that read it are skipped where it is absent."),
)


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``settings.md``."""
    return {"settings.md": page("Settings", _opening(), _settings(), _testing())}


def _opening() -> str:
    return (
        "None is needed. Each is an environment variable, or a key of a workspace's `returnonce.toml` in small letters "
        'and without the prefix (`home = "store"`); paths there are from its folder, and a variable wins. What is no '
        "setting is refused in both, so that a slip of the pen is noticed."
    )


def _settings() -> str:
    rows = [
        (code(f"{PREFIX}{name.upper()}"), "none" if field.default is None else field.default, field.description)
        for name, field in Settings.model_fields.items()
    ]
    return table(("variable", "default", "says"), rows)


def _testing() -> str:
    return "## For the tests only\n\n" + table(("variable", "says"), [(code(name), words_) for name, words_ in TESTING])
