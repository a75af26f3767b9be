"""Reasons for a restatement, read from ``reasons.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from returnonce.definition_files.yaml_files import read_yaml
from returnonce.errors import Refused

FILE = Path(__file__).with_name("reasons.yaml")


@cache
def load_reasons() -> dict[str, str]:
    """Code and words of every reason."""
    return {code: reason["words"] for code, reason in read_yaml(FILE).items()}


def check_reason(code: str) -> str:
    """The code again.

    Raises:
        Refused: there is no such reason.
    """
    if code in load_reasons():
        return code
    raise Refused(f"There is no reason {code!r}.", where="reason", mend=f"Reasons are: {', '.join(load_reasons())}.")


def require_text(text: str, *, what: str, where: str) -> str:
    """A text that a person must give, without the space around it.

    Raises:
        Refused: it is blank.
    """
    if text.strip():
        return text.strip()
    raise Refused(f"{what} needs its reason.", where=where, mend="Say in a few words why; they are kept.")
