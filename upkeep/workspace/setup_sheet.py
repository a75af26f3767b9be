"""Writes ``setup.xlsx``: the answers so far, with drop-downs wherever only some words may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from indicators.areas.area_book import AreaBook
from returnonce.workbook import new_workbook
from upkeep.workspace import sheet_layout as layout
from upkeep.workspace.answers import AgencyAnswer, SetupAnswers
from upkeep.workspace.councils import Council
from upkeep.workspace.sheet_layout import NO, YES, Column
from upkeep.workspace.suggestions import read_offered_packs, read_role_titles

_INK, _GREY, _PAPER, _RED = "#0B0C0C", "#F3F2F1", "#FFFBE6", "#D4351C"
#: Height of headings that are turned, in points.
_TALL = 200
#: Years that the drop-down offers around the one that is suggested.
_YEARS = 3

Row = Mapping[str, str]
Formats = Mapping[str, xlsxwriter.format.Format]


def write_setup_sheet(council: Council, answers: SetupAnswers, areas: AreaBook) -> bytes:
    """The workbook; the same answers give the same bytes."""
    target = BytesIO()
    book = new_workbook(
        target, title=f"{council.title}: setting up Return Once", subject="Answers for returnonce start"
    )
    formats = _make_formats(book)
    _write_help(book, formats)
    _write_questions(book, formats, council, answers)
    tables = _list_rows(answers, areas)
    for name, columns in layout.TABLES.items():
        _write_table(book.add_worksheet(name), columns, tables[name], formats)
    book.close()
    return target.getvalue()


def _make_formats(book: xlsxwriter.Workbook) -> Formats:
    edge = {"border": 1, "border_color": "#B1B4B6", "valign": "top"}
    return {
        "heading": book.add_format({"bold": True, "bg_color": _GREY, "font_color": _INK, "text_wrap": True, **edge}),
        "turned": book.add_format({"bold": True, "bg_color": _GREY, "rotation": 90, **edge, "valign": "bottom"}),
        "input": book.add_format({"bg_color": _PAPER, **edge}),
        "told": book.add_format({"text_wrap": True, **edge}),
        "unanswered": book.add_format({"font_color": "#FFFFFF", "bg_color": _RED}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_help(book: xlsxwriter.Workbook, formats: Formats) -> None:
    sheet = book.add_worksheet("Read me")
    sheet.set_column(0, 0, 110)
    for number, text in enumerate(layout.HELP):
        sheet.write_string(number, 0, text, formats["text"])
    _lay_out_for_print(sheet)


def _write_questions(book: xlsxwriter.Workbook, formats: Formats, council: Council, answers: SetupAnswers) -> None:
    sheet = book.add_worksheet(layout.COUNCIL)
    for column, (heading, width) in enumerate((("Question", 28), ("Answer", 46), ("Help", 70))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["heading"])
    given = {"council": council.area.name, "first_year": answers.first_year.code, "mailbox": answers.mailbox or ""}
    for number, question in enumerate(layout.QUESTIONS, start=1):
        sheet.write_string(number, 0, question.words, formats["told"])
        sheet.write_string(number, 1, (given | answers.settings).get(question.key, ""), formats["input"])
        sheet.write_string(number, 2, question.help, formats["told"])
        if question.key == "first_year":
            _offer(sheet, (number, number), 1, list_years(answers.first_year.start.year))
    sheet.write_string(len(layout.QUESTIONS) + 2, 0, "What the areas say", formats["heading"])
    for number, text in enumerate(_describe(council), start=len(layout.QUESTIONS) + 3):
        sheet.merge_range(number, 0, number, 2, text, formats["text"])
        sheet.set_row(number, 15 * (1 + len(text) // 140))
    sheet.freeze_panes(1, 0)
    _lay_out_for_print(sheet)


def _describe(council: Council) -> Iterable[str]:
    yield council.describe()
    if council.neighbours:
        yield f"Statistical neighbours (model of 2025): {', '.join(area.name for area in council.neighbours)}."
    yield from (f"Planned: {words}" for words in council.planned)


def list_years(first: int) -> tuple[str, ...]:
    """The financial years around one that are offered as the first."""
    return tuple(f"FY{year}-{(year + 1) % 100:02d}" for year in range(first - _YEARS, first + 2))


def _list_rows(answers: SetupAnswers, areas: AreaBook) -> dict[str, list[Row]]:
    return {
        layout.AGENCIES: [_describe_agency(each, areas) for each in answers.agencies],
        layout.SERVICES: [
            {"code": each.code, "name": each.name, "sender_code": each.sender_code or "", "mailbox": each.mailbox or ""}
            for each in answers.services
        ],
        layout.PACKS: _list_pack_rows(answers.packs),
        layout.PEOPLE: [{"account": each.account, "who": each.who, "part": each.part} for each in answers.people],
    }


def _describe_agency(agency: AgencyAnswer, areas: AreaBook) -> Row:
    names = "|".join(_name_area(areas, code) for code in agency.areas)
    told = {"code": agency.code, "name": agency.name, "kind": agency.kind, "areas": names}
    return told | {"mailbox": agency.mailbox or ""} | dict.fromkeys(agency.roles, YES)


def _list_pack_rows(packs: Sequence[str]) -> list[Row]:
    offered = {each.pack: each.note for each in read_offered_packs()}
    further = dict.fromkeys((name for name in packs if name not in offered), "a pack of one's own")
    rows = (offered | further).items()
    return [{"pack": name, "on": YES if name in packs else NO, "note": note} for name, note in rows]


def _name_area(areas: AreaBook, code: str) -> str:
    """The area's name where it means that area alone, else its code."""
    name = areas.get(code).name
    return name if areas.recognises(name) and areas.find_of_now(name).code == code else code


def _write_table(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Row], formats: Formats) -> None:
    titles: dict[str, str] = {role.role: role.title for role in read_role_titles()}
    last = len(rows) + layout.SPARE_ROWS
    for at, column in enumerate(columns):
        is_role = column.key in titles
        sheet.set_column(at, at, column.width)
        heading = f"{column.key}: {titles[column.key]}" if is_role else column.heading
        sheet.write_string(0, at, heading, formats["turned" if is_role else "heading"])
        if is_role:
            sheet.set_row(0, _TALL)
            _mark_unanswered(sheet, at, last, formats)
        for number in range(1, last + 1):
            text = rows[number - 1].get(column.key, "") if number <= len(rows) else ""
            sheet.write_string(number, at, text, formats["told" if column.key == "note" else "input"])
        if column.choices:
            _offer(sheet, (1, last), at, column.choices)
    sheet.freeze_panes(1, 2 if len(columns) > 4 else 0)
    _lay_out_for_print(sheet)


def _mark_unanswered(sheet: Worksheet, column: int, last: int, formats: Formats) -> None:
    letter = xlsxwriter.utility.xl_col_to_name(column)
    criteria = f'=COUNTIF(${letter}$2:${letter}${last + 1},"{YES}")=0'
    sheet.conditional_format(
        0, column, 0, column, {"type": "formula", "criteria": criteria, "format": formats["unanswered"]}
    )


def _offer(sheet: Worksheet, rows: tuple[int, int], column: int, choices: Sequence[str]) -> None:
    message = f"One of: {', '.join(choices)}."
    rule = {
        "validate": "list",
        "source": list(choices),
        "error_title": "Not one of these",
        "error_message": message[:255],
    }
    sheet.data_validation(rows[0], column, rows[1], column, rule)


def _lay_out_for_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
