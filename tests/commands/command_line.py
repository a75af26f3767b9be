"""Verbs as people type them."""

from __future__ import annotations

import pytest

from cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, what stands on standard output, and what is said beside it."""
    code = main(arguments)
    output = capsys.readouterr()
    return code, output.out, output.err
