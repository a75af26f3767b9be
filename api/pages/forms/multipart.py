"""Forms with a file (``multipart/form-data``), written to disk as they arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import HTTPException, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from collectors.readers.file_names import safe_name
from returnonce.errors import TooLarge

#: Limits for the fields of a form; its file has its own.
MAX_FIELD_BYTES, MAX_FIELDS = 4_096, 12
#: A browser shows no response while it sends, so that too large a file is read up to so many times the limit.
READ_LIMIT_FACTOR = 10
BAD_FORM = "The form could not be read. Open its page again and send it from there."


@dataclass
class UploadForm:
    """The fields of a form, and its file: the path it was written to, its name as shown, its size in bytes."""

    path: Path
    fields: dict[str, str] = field(default_factory=dict)
    name: str = ""
    size: int = 0


async def read_upload_form(request: Request, folder: Path, *, limit: int) -> UploadForm:
    """Read a ``multipart/form-data`` body; its file goes to ``folder``. No file leaves ``name`` empty.

    Raises:
        TooLarge: the file has more than ``limit`` bytes; nothing of it is kept.
        HTTPException: 400; it is not such a form, or it ends early.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(400, BAD_FORM)
    form, most = UploadForm(folder / "sent"), limit * READ_LIMIT_FACTOR
    with form.path.open("wb") as target:
        reader, read = _FormReader(form, target, limit), 0
        try:
            # The constructor refuses a boundary that is too long.
            parser = MultipartParser(options[b"boundary"], reader.callbacks())  # type: ignore[arg-type]
            async for chunk in request.stream():
                read += len(chunk)
                if read > most:
                    break
                parser.write(chunk)
            if read <= most:
                parser.finalize()
        except (FormParserError, ClientDisconnect) as error:
            raise HTTPException(400, BAD_FORM) from error
    if form.size > limit or read > most:
        form.path.unlink()
        raise TooLarge(
            f"The file is larger than {limit >> 20} MB.",
            mend="Send it in parts, as CSV, or with the command line: returnonce collect FILE --agency CODE.",
        )
    if not reader.ended:
        raise HTTPException(400, BAD_FORM)
    return form


async def drain_body(request: Request, *, limit: int) -> None:
    """Read up to ``limit`` bytes and keep nothing: a browser shows no response while it sends."""
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > limit:
            return


class _FormReader:
    """Callbacks of the parser."""

    def __init__(self, form: UploadForm, target: BinaryIO, limit: int) -> None:
        self.form, self.target, self.limit = form, target, limit
        self.header, self.value, self.headers = b"", b"", dict[bytes, bytes]()
        self.label, self.text, self.is_file, self.ended = "", b"", False, False

    def callbacks(self) -> dict[str, object]:
        names = ("part_begin", "part_data", "part_end", "header_field", "header_value", "header_end")
        callbacks: dict[str, object] = {f"on_{name}": getattr(self, name) for name in names}
        return callbacks | {"on_headers_finished": self.headers_finished, "on_end": self.end}

    def part_begin(self) -> None:
        self.headers, self.text, self.label, self.is_file = {}, b"", "", False

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def header_end(self) -> None:
        self.headers[self.header.lower()] = self.value
        self.header, self.value = b"", b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self.headers.get(b"content-disposition"))
        self.label = options.get(b"name", b"").decode("utf-8", "replace")
        if len(self.form.fields) >= MAX_FIELDS:
            # Empty fields have no data that would be counted, so that their number is limited here.
            raise HTTPException(400, BAD_FORM)
        if b"filename" in options:
            if self.label != "file" or self.form.name or self.form.size:
                raise HTTPException(400, "Send one file at a time.")
            name = options[b"filename"].decode("utf-8", "replace")
            self.is_file, self.form.name = True, safe_name(name) if name else ""

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if not self.is_file:
            self.text += data[start:end]
            if len(self.text) > MAX_FIELD_BYTES:
                raise HTTPException(400, BAD_FORM)
            return
        self.form.size += end - start
        if self.form.size <= self.limit:
            self.target.write(data[start:end])

    def part_end(self) -> None:
        if not self.is_file:
            self.form.fields[self.label] = self.text.decode("utf-8", "replace")

    def end(self) -> None:
        self.ended = True
