"""One sentence for all findings of a kind, also where their rows say different things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mappings.definitions.finding_kinds import FindingKind

#: What only adds to a sentence that is whole without it: ``: {detail}`` and ``word{detail}`` at its end.
_ADDITION = re.compile(r"(?:: ?|(?<=\w))\{detail\}(?=[.]?$)")
_BLANK = re.compile(r"\{[a-z]+\}")


def title_kind(kind: FindingKind, messages: Sequence[str], values: Sequence[str | None]) -> str:
    """The sentence itself where all say the same; else the rule's, with what differs as … .

    ``messages``, ``values``: the different ones among its findings, in the order of rows. A rule that has no words of
    its own before what differs lends the first finding's.
    """
    if len(messages) == 1:
        return messages[0]
    sentence = _ADDITION.sub("", kind.what)
    if sentence[-1].isalpha():
        sentence += "."
    if len(values) == 1 and values[0]:
        sentence = sentence.replace("{value}", values[0])
    if sentence.startswith("{"):
        return f"{messages[0]} And others like it."
    return _BLANK.sub("…", sentence).replace("….", "…")
