"""What reading a workbook in the sandbox writes: its content, or a mark that refuses it. Light to import."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from collectors.readers.xlsx.sheet import SheetTooLarge
from collectors.readers.zip_faults import ZIP_FAULTS, open_zip


def write_result(source: Path, target: Path, read: Callable[[zipfile.ZipFile], dict[str, Any]]) -> None:
    """Write what ``read`` gives of a workbook's package to ``target``, or what is wrong with the package, as JSON."""
    try:
        with open_zip(source) as package:
            result = read(package)
    except SheetTooLarge as error:
        result = refusal("sheet-too-large", str(error))
    except (expat.ExpatError, *ZIP_FAULTS):
        result = refusal("file-damaged", ": a part of it cannot be read")
    except (LookupError, ValueError, StopIteration):
        result = refusal("file-damaged", ": its parts do not fit together")
    target.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8", errors="replace")


def refusal(code: str, detail: str) -> dict[str, Any]:
    """The mark that refuses a workbook. ``code``: of the finding."""
    return {"mark": [code, None, None, None, detail]}
