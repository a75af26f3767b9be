"""Verdicts in words."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping

from judges.verdicts import Verdict

WIDE = 118


def verdict_in_words(verdict: Verdict) -> str:
    """One run: how many rules there are, ran, were skipped and why, raised, and what they found."""
    return "\n".join(_lines(verdict))


def _lines(one: Verdict) -> Iterator[str]:
    issues_in_words = f"{len(one.issues)} issues" if one.issues else "no issue"
    took = f"{one.costs['seconds']:.1f} s"
    yield f"{one.judge}, {one.shown}: {one.rules} rules, {len(one.ran)} ran, {issues_in_words} ({took})"
    yield from _reasons("skipped", one.skipped)
    yield from _reasons("raised", one.raised)
    yield from _reasons("wrapped", one.wrapped)
    for code, count in Counter(issue.rule for issue in one.issues).most_common():
        yield _wrapped(f"{count} x rule {code}: {one.messages.get(code, '')}")


def _reasons(what: str, why: Mapping[str, str]) -> Iterator[str]:
    """Rules by the reason they share."""
    by_reason: dict[str, list[str]] = {}
    for code, reason in why.items():
        by_reason.setdefault(reason, []).append(code)
    for reason, codes in by_reason.items():
        yield _wrapped(f"{len(codes)} {what} ({', '.join(sorted(codes))}): {reason}")


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDE, initial_indent="  ", subsequent_indent="    ")
