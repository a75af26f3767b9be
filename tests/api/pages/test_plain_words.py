"""Plain words: for every kind of problem, on every template, and of every state of a collection."""

from __future__ import annotations

import re

from api.http.problems import PROBLEM_KINDS
from api.pages.error_pages import ERROR_WORDS
from api.pages.help_words import STATE_MEANINGS
from api.pages.wording import STATES
from docs.page_words import list_page_words
from returnonce.errors import ReturnOnceError

#: What only who writes the program says.
DEVELOPERS = re.compile(
    r"\b(openapi|json|tsv|yaml|null|undefined|boolean|payload|endpoint|traceback|exception|localhost|regex|true cells|"
    r"RETURNONCE_\w+|ruleset|lineage|X-Request-Id|urn:)\b", re.IGNORECASE,
)  # fmt: skip

#: What is typed at a terminal.
COMMAND = re.compile(r"\breturnonce (?!is\b)[a-z]+|(?<!\w)--[a-z]+\b")


def test_every_kind_of_problem_has_a_page() -> None:
    assert set(PROBLEM_KINDS) | {kind.status for kind in list_kinds(ReturnOnceError)} <= set(ERROR_WORDS)
    for words in ERROR_WORDS.values():
        assert not DEVELOPERS.search(" ".join(words)), words
        assert words.heading[-1] != "."
        assert words.sentence.endswith(".")


def list_kinds(kind: type[ReturnOnceError]) -> set[type[ReturnOnceError]]:
    return {kind}.union(*(list_kinds(each) for each in kind.__subclasses__()))


def test_the_words_of_templates_are_plain() -> None:
    texts = [(name, text) for name, text in list_page_words() if name.endswith(".html")]
    assert len(texts) > 500
    assert [each for each in texts if DEVELOPERS.search(each[1]) or COMMAND.search(each[1])] == []


def test_no_sentence_of_code_names_a_command_or_setting() -> None:
    texts = [(name, text) for name, text in list_page_words() if name.endswith(".py")]
    assert len(texts) > 500
    assert [each for each in texts if "RETURNONCE_" in each[1] or COMMAND.search(each[1])] == []


def test_the_help_page_says_what_every_state_means() -> None:
    assert set(STATE_MEANINGS) == set(STATES)
