"""What Python raises for a zip that is damaged, or packed in a way that it does not know. Light to import."""

from __future__ import annotations

import zipfile
import zlib

ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
