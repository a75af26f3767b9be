"""Ways in which a file comes to harm: on its way, in a spreadsheet, or by somebody who means it ill."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "cp437", "cp500", "utf-7")
MEBI = 1 << 20
#: What somebody types, pastes or plants into a cell.
CELLS = (
    b"", b"-1", b"62.5", b"1e309", b"9" * 400, b"NaN", b"inf", b"0x1F", b"1,234", b"12%", b"#REF!", b"=1+1", b"@A1",
    b"=cmd|' /C calc'!A0", b"\x00", b"\xff\xfe", b"\xe2\x80\xae21", b"\xe2\x80\x8b", b"\xef\xbc\x91\xef\xbc\x92", b"\"",
    b"\"\"\"", b"a\r\nb", b"x" * 40_000, b"31/02/2025", b"29/02/1900", b"0000-00-00", b"9999-12-31", b"2010-13-01",
    b"<script>alert(1)</script>", b"'; DROP TABLE batch; --", b"{{7*7}}", b"%s%n", b"&lol;", b"]]>", b"\xed\xa0\x80",
)  # fmt: skip


def flip_bytes(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(rng.randint(1, 12)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(rng: Random, data: bytes) -> bytes:
    """The end, the beginning or some of the middle is lost."""
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice((data[:end], data[start:], data[:start] + data[end:]))


def double_rows(rng: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    many = lines[at : at + rng.randint(1, 5)] * rng.choice((1, 1, 2, 500))
    return b"".join([*lines[:at], *many, *lines[at:]])


def delete_rows(rng: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    return b"".join([*lines[:at], *lines[at + rng.randint(1, 5) :]])


def change_encoding(rng: Random, data: bytes) -> bytes:
    """Saved by a program that writes another encoding, or said to be in one."""
    text = data.decode("utf-8", "replace")
    encoded = text.replace("a", rng.choice("aàé£")).encode(rng.choice(ENCODINGS), "replace")
    return rng.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe")) + encoded


def swap_columns(rng: Random, data: bytes) -> bytes:
    """Two columns change places: everywhere, or in the heading alone."""
    lines = data.split(b"\n")
    one, two = rng.randrange(6), rng.randrange(6)
    for number in range(1 if rng.random() < 0.3 else len(lines)):
        cells = lines[number].split(b",")
        if len(cells) > max(one, two):
            cells[one], cells[two] = cells[two], cells[one]
        lines[number] = b",".join(cells)
    return b"\n".join(lines)


def change_cell(rng: Random, data: bytes) -> bytes:
    """Another text between two separators, whatever these are."""
    stops = [at for at, byte in enumerate(data) if byte in b',<>\n"'] or [0]
    start, after = rng.choice(stops), rng.choice(CELLS)
    end = next((stop for stop in stops if stop > start), len(data))
    return data[: start + 1] + after + data[end:]


def change_separators(rng: Random, data: bytes) -> bytes:
    return data.replace(b",", rng.choice((b";", b"\t", b"|", b",,", b"")))


def nest_elements(rng: Random, data: bytes) -> bytes:
    """An element, or a text of one, that goes on without an end."""
    at = rng.choice([n for n, byte in enumerate(data) if byte in b"<\n"] or [0])
    return (
        data[:at] + rng.choice((b"<a>", b"<Child>", b"<!--", b"&a;", b"<![CDATA[")) * rng.randint(1, 2000) + data[at:]
    )


def declare_entities(rng: Random, data: bytes) -> bytes:
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    outside = rng.choice((b'<!ENTITY a0 "ha">', b'<!ENTITY a0 SYSTEM "file:///etc/hostname">'))
    return b"<!DOCTYPE m [" + outside + laughs + b"]>" + data.replace(b">", b">&a8;", 1)


def add_bomb(rng: Random, data: bytes) -> bytes:
    """What unpacks to a hundred times its size and more: beside the members that are there, or alone."""
    name = rng.choice(("xl/media/image1.bmp", "header.csv", "xl/worksheets/sheet9.xml", "../../x", "inner.zip"))
    packed = pack(members(data) | {name: bytes(rng.choice((1, 12, 40)) * MEBI)})
    lies = rng.random() < 0.3
    return packed.replace((12 * MEBI).to_bytes(4, "little"), b"\x0a\0\0\0") if lies else packed


def add_members(rng: Random, data: bytes) -> bytes:
    """One more that nobody knows, or very many."""
    return pack(members(data) | {f"more/{n}.csv": b"a,b\n" for n in range(rng.choice((1, 70, 600)))})


OF_BYTES: tuple[Mutation, ...] = (flip_bytes, cut, flip_bytes, cut, add_bomb)
OF_TEXTS: tuple[Mutation, ...] = (
    flip_bytes, cut, double_rows, delete_rows, change_encoding, swap_columns, change_cell, change_cell, change_cell,
    change_separators, nest_elements, declare_entities,
)  # fmt: skip
OF_PACKAGES: tuple[Mutation, ...] = (*OF_BYTES, add_members)


def mutate(rng: Random, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A file after one to three misfortunes, and their names. What is packed is harmed outside or within."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        held = members(data)
        mutation = rng.choice(OF_TEXTS if held else (*OF_TEXTS, add_bomb))
        if not held:
            data = mutation(rng, data)
        elif rng.random() < 0.3:
            mutation = rng.choice(OF_PACKAGES)
            data = mutation(rng, data)
        else:
            name = rng.choice(sorted(held))
            data = pack(held | {name: mutation(rng, held[name])})
        names.append(mutation.__name__)
    return data, tuple(names)


def members(data: bytes) -> dict[str, bytes]:
    """What a package holds, unpacked; nothing where it is none, or holds very much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(each.file_size for each in package.infolist()) > MEBI:
                return {}
            return {each.filename: package.read(each) for each in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        return {}


def pack(held: dict[str, bytes]) -> bytes:
    """The members as one package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            package.writestr(name, content)
    return target.getvalue()
