"""Who may do what, and the scopes of tokens."""

from __future__ import annotations

from docs.pages.markdown import code, page, table
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.acts import Act, load_acts
from returnonce.access.principals import ROLES
from returnonce.access.scopes import load_scopes

VERBS = ("read", "write", "acknowledge")


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``access.md``."""
    return {"access.md": page("Access", _opening(), _acts(), "## Scopes of tokens", _scopes())}


def _opening() -> str:
    return (
        "What each role may do, within the reach of its grant: a place, agencies, areas, returns. What one may not "
        "know of answers 404; where a refusal is told, it says which role is lacking. A return that needs a statutory "
        "officer's word is signed off by whoever holds that office at the place. Who proposed a return does not "
        "approve it. The console of the machine that holds the store may do everything that takes no second person."
    )


def _acts() -> str:
    rows = [
        (act.words, *("yes" if _may(act, role) else "" for role in ROLES), _describe_refusal(act))
        for act in load_acts().values()
    ]
    return table(("to", *ROLES, "who else asks is told"), rows)


def _may(act: Act, role: str) -> bool:
    return act.roles in {"any", "everybody"} or role in act.roles


def _describe_refusal(act: Act) -> str:
    if act.roles == "everybody":
        return "everybody may, without signing in"
    if not act.roles:
        return "who holds the office may; which office, if it may read a draft; else 404"
    if act.openly:
        return "which role is lacking"
    return f"which role is lacking, if it may {load_acts()[act.seen_by].words}; else 404" if act.seen_by else "404"


def _scopes() -> str:
    acts = load_acts()
    rows = [
        (code(f"{name}:{'*' if scope.side == 'none' else 'CODE'}:{verb}"), _describe_side(scope.side),
         "; ".join(sorted(acts[act].words for act in scope.acts(verb))))
        for name, scope in load_scopes().items() for verb in VERBS if scope.acts(verb)
    ]  # fmt: skip
    return table(("scope", "CODE is", "leaves, of what the client's grants hold"), rows)


def _describe_side(side: str) -> str:
    return {"returns": "a return, or *", "agencies": "an agency, or *", "place": "a place, or *"}.get(side, "")
