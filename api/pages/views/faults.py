"""Errors as forms show them: what is wrong and how to mend it, without commands that nobody here types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from returnonce.errors import ReturnOnceError

#: Words that mean something at a terminal or to a program alone.
_SENTENCE = re.compile(r"(?<=[.;]) +")
_OF_DEVELOPERS = re.compile(r"\breturnonce [a-z]|RETURNONCE_|/v1/|openapi|(^|\s)--[a-z]|Authorization:")


@dataclass(frozen=True)
class FormFault:
    """What is wrong, in words, and the id of the field that it is about."""

    text: str
    field: str


def mend_for_people(mend: str | None) -> str:
    """How to mend it, without sentences that name a command, a setting or an API path: no page offers them."""
    return " ".join(each for each in _SENTENCE.split(mend or "") if not _OF_DEVELOPERS.search(each))


def fault_in_words(error: ReturnOnceError) -> str:
    """What is wrong and how to mend it, as a page says it."""
    return f"{error.what} {mend_for_people(error.mend)}".rstrip()


def describe_fault(error: ReturnOnceError, fields: Mapping[str, str], otherwise: str) -> FormFault:
    """``fields``: the id of the field for each ``where`` that an error may have; ``otherwise``: of all else."""
    return FormFault(fault_in_words(error), fields.get(error.where or "", otherwise))
