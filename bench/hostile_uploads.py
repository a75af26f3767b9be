"""Uploads that are made to be slow to check, each with the n that it grows by."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from bench.synthetic_catalogue import Size, synthetic_areas, synthetic_indicators

HEADINGS = "indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note"
CODE, CELL = "adopters-housed-at-christmas", "E06000001,2009-M10,total,actual"
SOUND = f"{CODE},{CELL},724,868,,,final,"
WRONG = "no such thing,nowhere,one day,what=ever,guess,about 4,12-,1e5,hidden,sure,\x07"
#: Of the least that a bench makes up.
SIZE = Size(indicators=20, areas=12)
Writer = Callable[[Path, int], object]


class Shape(NamedTuple):
    """``write`` makes the file of a size; ``n`` is the smallest size that is timed."""

    name: str
    n: int
    write: Writer
    ending: str = ".csv"


def _rows(row: Callable[[int], str]) -> Writer:
    """A table of n rows under the usual headings."""
    return lambda path, n: _write(path, [HEADINGS, *map(row, range(n))])


def _write(path: Path, lines: Iterable[str], end: str = "\n", code: str = "utf-8") -> None:
    path.write_text("".join(line + end for line in lines), encoding=code, newline="")


def _sound(turn: int) -> str:
    """A row of another figure in each turn: of any area that a bench of any size has."""
    codes, areas = (
        [one["code"] for one in synthetic_indicators(SIZE) if one["parts"]],
        [area.code for area in synthetic_areas(SIZE)],
    )
    turn, code = divmod(turn, len(codes))
    month, area = divmod(turn, len(areas))
    period = f"{2009 + month // 12}-M{month % 12 + 1:02}"
    return f"{codes[code]},{areas[area]},{period},total,actual,{turn % 50},{turn % 50 + 50},,,final,note {turn}"


def _look_alike(turn: int) -> str:
    """A word in which no two letters of a code stand as they should; another for each turn."""
    letters = random.Random(turn)
    return "".join(letters.choice((letter, letter, letters.choice(string.ascii_lowercase))) for letter in CODE)


def _many_parts(turn: int) -> str:
    return SOUND.replace("total", ";".join(f"part{turn}x{n}=member" for n in range(20)))


def _wide(heading: Callable[[int], str]) -> Writer:
    """A table of n columns more than an upload has."""

    def write(path: Path, n: int) -> None:
        headings = ",".join(heading(turn) for turn in range(n))
        _write(path, [f"{HEADINGS},{headings}", *[f"{SOUND}{',1' * n}"] * 2])

    return write


def _workbook(sheets: Callable[[int], int], rows: Callable[[int], int], merged: bool = False) -> Writer:
    """A workbook of sound rows."""

    def write(path: Path, n: int) -> None:
        with xlsxwriter.Workbook(path, {"constant_memory": False}) as workbook:
            for turn in range(sheets(n)):
                sheet = workbook.add_worksheet("Figures" if not turn else f"Sheet {turn}")
                for at, line in enumerate([HEADINGS, *[SOUND] * rows(n)]):
                    sheet.write_row(at, 0, line.split(","))
                    if merged:
                        sheet.merge_range(at, 8, at, 9, "")

    return write


def _attributes(path: Path, n: int) -> None:
    _write(path, ["<Message>", "<Child ", *(f'a{turn}="1"' for turn in range(n)), "/></Message>"])


SHAPES = (
    Shape("sound rows", 4_000, _rows(_sound)),
    Shape("one row again and again", 5_000, _rows(lambda _: SOUND)),
    Shape("each row twice", 5_000, _rows(lambda n: _sound(n // 2))),
    Shape("one cell, other numbers in each row", 5_000, _rows(lambda n: f"{CODE},{CELL},{n},{n + 9},,,final,")),
    Shape("the same unknown words in each row", 5_000, _rows(lambda _: WRONG)),
    Shape("other unknown words in each row", 4_000, _rows(lambda n: WRONG.replace(",", f" {n},"))),
    Shape("unknown words like known ones", 4_000, _rows(lambda n: SOUND.replace(CODE, f"{_look_alike(n)}{n}"))),
    Shape("words for each number", 5_000, _rows(lambda n: f"{CODE},{CELL},about {n},{n} %,£ {n},,final,")),
    Shape("a breakdown of many unknown parts", 500, _rows(_many_parts)),
    Shape("a note of n letters", 1_000_000, lambda path, n: _write(path, [HEADINGS, SOUND, SOUND + "x" * n])),
    Shape("a heading of n letters", 1_000_000, lambda path, n: _write(path, [HEADINGS + "x" * n, f"{SOUND}1"])),
    Shape("n columns more", 4_000, _wide(lambda n: f"column {n}")),
    Shape("n columns of one name", 4_000, _wide(lambda _: "value")),
    Shape("n columns, each name twice", 4_000, _wide(lambda n: f"column {n // 2}")),
    Shape("a cell too many in each row", 20_000, _rows(lambda _: SOUND + ",1")),
    Shape("a quotation mark in each row", 20_000, _rows(lambda _: SOUND + 'x"y')),
    Shape("blank rows", 50_000, _rows(lambda _: "," * 10)),
    Shape("rows ended as on old Macintoshes", 20_000, lambda path, n: _write(path, [HEADINGS, *[SOUND] * n], "\r")),
    Shape(
        "letters that are no UTF-8", 20_000, lambda path, n: _write(path, [HEADINGS, *[f"{SOUND}é"] * n], code="cp1252")
    ),
    Shape("a workbook of n sheets", 100, _workbook(lambda n: n, lambda _: 100), ".xlsx"),
    Shape("a workbook of n merged ranges", 1_000, _workbook(lambda _: 1, lambda n: n, merged=True), ".xlsx"),
    Shape("an element of n attributes", 100_000, _attributes, ".xml"),
)
