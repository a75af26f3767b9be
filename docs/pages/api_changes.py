"""What changed in the API, version by version."""

from __future__ import annotations

from api.description.versions import ApiVersion, load_api_versions
from api.http.deprecations import load_deprecations
from docs.pages.markdown import code, page, table
from mappings.ruleset.ruleset import Ruleset

OPENING = (
    "The version stands in `info.version` of [openapi.json](openapi.json). Within `/v1` nothing goes away "
    "without six months' notice: a route that is to go says so in `Deprecation` (RFC 9745) and `Sunset` (RFC "
    "8594) on each answer. A property may be added to any answer."
)


def pages(_: Ruleset) -> dict[str, str]:
    """``api-changes.md``."""
    return {"api-changes.md": page("Changes of the API", OPENING, _deprecated(), *map(_section, load_api_versions()))}


def _deprecated() -> str:
    rows = [
        (code(name), str(one.deprecated), str(one.sunset), code(one.instead))
        for name, one in load_deprecations().items()
    ]
    shown = table(("operation", "deprecated", "until", "instead"), rows) if rows else "None is to go."
    return f"## Operations that are to go\n\n{shown}"


def _section(version: ApiVersion) -> str:
    words = "\n".join(f"- {sentence}" for sentence in version.says)
    gone = "\n".join(f"- {code(name)} is now {instead}." for name, instead in version.gone.items())
    came = f"New operations: {', '.join(map(code, version.operations))}."
    return "\n\n".join(part for part in (f"## {version.version}", words, gone, came) if part)
