"""The question to ask about an unclear period text, and the codes that would answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from indicators.period.arithmetic import academic_year, calendar_year, financial_year, month, quarter

EXAMPLES = "FY2009-10, FY2009-10-Q3, AY2009-10, CY2009, 2009-M10, 2009-03-31 or 2009-04-01..2010-03-31"
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MONTH_NAME = rf"({'|'.join(MONTHS)})[A-Z]*\.?"

#: What is unclear about a text, and what to write instead.
PeriodQuestion = tuple[str, str]


def find_question(clean: str) -> PeriodQuestion:
    """What is unclear about a text that is no period code (upper case, single spaces), and what to write instead."""
    for pattern, make_question in _UNCLEAR:
        if match := re.fullmatch(pattern, clean):
            return make_question(*match.groups())
    return "it is not a period code", f"Write a code such as {EXAMPLES}."


def _write(choices: Iterable[str]) -> str:
    return f"Write {_either(choices)}."


def _either(choices: Iterable[str]) -> str:
    *first_choices, last = choices
    return f"{', '.join(first_choices)} or {last}" if first_choices else last


def _pair(first: str, second: str) -> PeriodQuestion:
    """``2009-10``: two years, or a month of one."""
    year, number = int(first), int(second)
    readings, choices = [], []
    if number == (year + 1) % 100:
        readings += ["the financial year", "the academic year"]
        choices += [financial_year(year).code, academic_year(year).code]
    if 1 <= number <= 12:
        readings.append(month(year, number).label())
        choices.append(month(year, number).code)
    if not choices:
        return "its two years do not follow each other", f"Write a code such as {EXAMPLES}."
    return f"is it {_either(readings)}?", _write(choices)


def _long_pair(first: str, second: str) -> PeriodQuestion:
    """``2009-2010``, ``FY2009/2010``."""
    if int(second) != int(first) + 1:
        return "its two years do not follow each other", f"Write a code such as {EXAMPLES}."
    year = int(first)
    return "is it the financial year or the academic year?", _write(
        [financial_year(year).code, academic_year(year).code]
    )


def _question_year(letters: str, first: str, second: str) -> PeriodQuestion:
    """``FY2009/10``, ``FY2009-2010``: the kind is said, the form is not ours."""
    build = {"FY": financial_year, "AY": academic_year}[letters]
    if int(second) % 100 != (int(first) + 1) % 100:
        return "its two years do not follow each other", f"Write a code such as {build(int(first))}."
    return "a year is written with a hyphen and two figures", _write([build(int(first)).code])


def _year(text: str) -> PeriodQuestion:
    year = int(text)
    return "is it the calendar year, or a financial or academic year that begins in it?", _write(
        [calendar_year(year).code, financial_year(year).code, academic_year(year).code]
    )


def _bare_quarter(year: str, number: str) -> PeriodQuestion:
    """``2009-Q3``: a quarter of the calendar year, or of the financial year."""
    first, nth = int(year), int(number)
    of_calendar = quarter(first, nth - 1) if nth > 1 else quarter(first - 1, 4)
    return "is it a quarter of the calendar year or of the financial year?", _write(
        f"{q} ({q.label().split(' (')[0]})" for q in (of_calendar, quarter(first, nth))
    )


def _question_timestamp(year: str, number: str, nth: str) -> PeriodQuestion:
    """``2009-10-01 00:00:00``: a cell that a spreadsheet holds as a date."""
    return _from_spreadsheet(int(year), int(number), int(nth))


def _question_slashes(nth: str, number: str, year: str) -> PeriodQuestion:
    """``01/10/2009``: day first, month first, or a period that was turned into a date."""
    return _from_spreadsheet(int(year), int(number), int(nth))


def _from_spreadsheet(year: int, number: int, nth: int) -> PeriodQuestion:
    question = "a spreadsheet may have made this date of something else; is a day meant, a month or a year?"
    if not (1 <= number <= 12 and 1 <= nth <= 31):
        return question, f"Make the cell text and write a code such as {EXAMPLES}."
    choices = [f"{year}-{number:02}-{nth:02} (the day)", f"{month(year, number)} (the month)"]
    if number == (year + 1) % 100:
        choices += [financial_year(year).code, academic_year(year).code]
    return question, f"Make the cell text and write {_either(choices)}."


def _question_month_name(name: str, year: str) -> PeriodQuestion:
    """``Oct-09``, ``October 2009``."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    period = month(full, MONTHS.index(name) + 1)
    return f"is it the month {period.label()}, or a date a spreadsheet made?", (
        f"Make the cell text and write {_either([period.code, *_years_read_as(period.code)])}."
    )


def _years_read_as(code: str) -> list[str]:
    """``2009-M10`` came of ``2009-10``, which could also have meant the years."""
    year, number = int(code[:4]), int(code[-2:])
    follows = number == (year + 1) % 100
    return [financial_year(year).code, academic_year(year).code] if follows else []


def _serial(_: str) -> PeriodQuestion:
    return "it looks like a spreadsheet's number for a date", (
        f"Make the cell text and write a code such as {EXAMPLES}."
    )


_YEAR = r"((?:19|20)[0-9]{2})"
_UNCLEAR: tuple[tuple[str, Callable[..., PeriodQuestion]], ...] = (
    (rf"{_YEAR} ?[-/] ?([0-9]{{1,2}})", _pair),
    (rf"{_YEAR} ?[-/] ?{_YEAR}", _long_pair),
    (rf"(FY|AY) ?{_YEAR} ?[-/]? ?((?:[0-9]{{2}}){{1,2}})", _question_year),
    (_YEAR, _year),
    (rf"{_YEAR}([0-9]{{2}})", _pair),
    (rf"{_YEAR}[- ]*Q ?([1-4])", _bare_quarter),
    (rf"Q ?([1-4])[- ,]*{_YEAR}", lambda number, year: _bare_quarter(year, number)),
    (rf"{_YEAR}-([0-9]{{2}})-([0-9]{{2}})[ T].*", _question_timestamp),
    (rf"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]{_YEAR}(?: .*)?", _question_slashes),
    (rf"{_MONTH_NAME}[- /]*({_YEAR[1:-1]}|[0-9]{{2}})", _question_month_name),
    (r"([0-9]{5}(?:\.[0-9]+)?)", _serial),
)
