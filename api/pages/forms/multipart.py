"""Forms with a file (``multipart/form-data``), written to disk as they arrive."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import HTTPException, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from collectors.readers.file_names import safe_name
from returnonce.count_text import format_count
from returnonce.errors import TooLarge

#: Limits for the fields of a form; its file has its own.
MAX_FIELD_BYTES, MAX_FIELDS = 4_096, 12
#: A browser shows no response while it sends, so that too large a file is read up to so many times the limit.
READ_LIMIT_FACTOR = 10
BAD_FORM = "The form could not be read. Open its page again and send it from there."


@dataclass
class FormFile:
    """A file of a form: the path it was written to, its name as shown, its size in bytes."""

    path: Path
    name: str = ""
    size: int = 0


@dataclass
class UploadForm:
    """The fields of a form, and its files: one at least, which has no name where none was chosen."""

    files: list[FormFile]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def first(self) -> FormFile:
        return self.files[0]


async def read_upload_form(request: Request, folder: Path, *, limit: int, most: int = 1) -> UploadForm:
    """Read a ``multipart/form-data`` body; its files, at most so many, go to ``folder``.

    Raises:
        TooLarge: a file has more than ``limit`` bytes; nothing of the form is kept.
        HTTPException: 400; it is not such a form, or it ends early.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(400, BAD_FORM)
    form, longest, read = UploadForm([FormFile(folder / "sent-0")]), limit * READ_LIMIT_FACTOR, 0
    with ExitStack() as stack:
        reader = _FormReader(form, stack, limit, most)
        try:
            # The constructor refuses a boundary that is too long.
            parser = MultipartParser(options[b"boundary"], reader.callbacks())  # type: ignore[arg-type]
            async for chunk in request.stream():
                read += len(chunk)
                if read > longest:
                    break
                parser.write(chunk)
            if read <= longest:
                parser.finalize()
        except (FormParserError, ClientDisconnect) as error:
            raise HTTPException(400, BAD_FORM) from error
    too_large = next((file for file in form.files if file.size > limit), None)
    if too_large is not None or read > longest:
        for file in form.files:
            file.path.unlink(missing_ok=True)
        name = f"{too_large.name} is" if too_large is not None and len(form.files) > 1 else "The file is"
        raise TooLarge(
            f"{name} larger than {limit >> 20} MB.",
            mend="Send it in parts, or as CSV, which is smaller.",
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

    def __init__(self, form: UploadForm, stack: ExitStack, limit: int, most: int) -> None:
        self.form, self.stack, self.limit, self.most = form, stack, limit, most
        self.file, self.target, self.begun = form.first, stack.enter_context(form.first.path.open("wb")), 0
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
            self._begin_file(options[b"filename"].decode("utf-8", "replace"))

    def _begin_file(self, name: str) -> None:
        if self.label != "file" or self.begun == self.most:
            raise HTTPException(400, f"Send at most {format_count(self.most, 'file')} at a time.")
        if self.begun:
            self.file = FormFile(self.form.first.path.with_name(f"sent-{self.begun}"))
            self.form.files.append(self.file)
            self.target = self.stack.enter_context(self.file.path.open("wb"))
        self.begun += 1
        self.is_file, self.file.name = True, safe_name(name) if name else ""

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if not self.is_file:
            self.text += data[start:end]
            if len(self.text) > MAX_FIELD_BYTES:
                raise HTTPException(400, BAD_FORM)
            return
        self.file.size += end - start
        if self.file.size <= self.limit:
            self.target.write(data[start:end])

    def part_end(self) -> None:
        if not self.is_file:
            self.form.fields[self.label] = self.text.decode("utf-8", "replace")

    def end(self) -> None:
        self.ended = True
