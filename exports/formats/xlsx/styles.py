"""Named styles of every workbook: a *tone* (what a row or cell says of itself) and a *form*.

Meaning never rests on colour alone: each tone stands beside a word or mark that says the same.
Every pair of ink and paper below has a contrast of at least 7:1 (WCAG 2.2, level AAA).
"""

from __future__ import annotations

from typing import Any, Final

FONT: Final = "Arial"
MAX_DECIMALS: Final = 6

#: What a cell says of itself, in the order that fixes the style numbers.
TONES: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "greyed": {"bg_color": "#E4E6E8", "font_color": "#3B4045"},
    "provisional": {"italic": True, "font_color": "#1F1F1F", "bg_color": "#F3F6FA"},
    "better": {"bold": True, "font_color": "#00502F", "bg_color": "#E5F3EC"},
    "worse": {"bold": True, "font_color": "#86170F", "bg_color": "#FBEAE8"},
    "unsure": {"font_color": "#4A3B00", "bg_color": "#FFF5D6"},
    "section": {"bold": True, "font_color": "#12304F", "bg_color": "#D9E4F0"},
    "label": {"bold": True, "font_color": "#12304F"},
    "banner": {"border": 0, "bold": True, "font_color": "#4A3B00", "bg_color": "#FFF0BF", "font_size": 11},
    "note": {"font_color": "#454A50", "border": 0},
    "title": {"bold": True, "font_size": 14, "font_color": "#12304F", "border": 0},
    "heading": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#12304F", "valign": "bottom"},
}
#: How a cell is set: text, wrapped text, centred text, then numbers by their decimals.
FORMS: Final[tuple[str, ...]] = ("text", "wrap", "centre", *(f"n{d}" for d in range(MAX_DECIMALS + 1)))

_TABLE = {"font_name": FONT, "font_size": 10, "valign": "top", "border": 1, "border_color": "#B8BEC5"}


def style_properties(tone: str, form: str) -> dict[str, Any]:
    """The xlsxwriter properties of one style."""
    return _TABLE | TONES[tone] | _form(form)


def _form(form: str) -> dict[str, Any]:
    if form == "wrap":
        return {"text_wrap": True, "align": "left"}
    if form == "centre":
        return {"text_wrap": True, "align": "center"}
    if form == "text":
        return {"align": "left"}
    decimals = int(form[1:])
    return {"num_format": "#,##0" + ("." + "0" * decimals if decimals else ""), "align": "right", "indent": 1}


def style_number(tone: str, form: str) -> int:
    """A style's number in the workbook; 0 is the workbook's own default."""
    return 1 + TONE_NUMBERS[tone] * len(FORMS) + FORM_NUMBERS[form]


def all_styles() -> list[tuple[str, str]]:
    """Every (tone, form), in the order of their numbers."""
    return [(tone, form) for tone in TONES for form in FORMS]


TONE_NUMBERS: Final = {tone: index for index, tone in enumerate(TONES)}
FORM_NUMBERS: Final = {form: index for index, form in enumerate(FORMS)}
