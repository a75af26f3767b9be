"""The child's side of :mod:`mappings.ruleset.as_of`: definitions are read from the folder that it is told of."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from returnonce.definition_files.root import choose_root


def main() -> int:
    """Read the question from standard input, write the answer or the error into its folder."""
    payload = json.load(sys.stdin)
    # Before anything else is imported: modules name their definitions as they are.
    choose_root(Path(payload["root"]))
    from returnonce.errors import ReturnOnceError
    from returnonce.sandbox import write_error

    try:
        _answer(payload)
    except ReturnOnceError as error:
        write_error(error, Path(payload["out"]))
    return 0


def _answer(payload: dict[str, Any]) -> None:
    from mappings.ruleset.as_of import load_question
    from mappings.ruleset.ruleset import Ruleset, load_ruleset
    from returnonce.db import make_engine, reading
    from returnonce.errors import ReturnOnceError

    def load_older_ruleset() -> Ruleset:
        try:
            return load_ruleset(Path(payload["places"]) if payload["places"] else None)
        except ReturnOnceError as error:
            raise _unreadable(payload["hash"], str(error)) from error

    ruleset = load_older_ruleset()
    if ruleset.hash != payload["hash"]:
        raise _unreadable(payload["hash"], "It expects other files.")
    with reading(make_engine(payload["database"])) as session:
        load_question(payload["question"])(ruleset, session, payload["request"], Path(payload["out"]))


def _unreadable(name: str, why: str) -> Exception:
    from returnonce.errors import Unavailable

    return Unavailable(
        f"This release cannot read the rules {name[:12]}, which an earlier one kept: {why}",
        mend="Use that release, or ask for the edition that was published, whose bytes are kept.",
    )


if __name__ == "__main__":
    sys.exit(main())
