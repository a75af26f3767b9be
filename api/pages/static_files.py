"""What browsers load beside a page: our own stylesheet and script, and GOV.UK Frontend's where it is installed.

The crown, the GOV.UK logo and the GDS Transport typeface may stand only on gov.uk, so elsewhere the stylesheet is
sent without the typeface, and the images and fonts are not sent at all.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from returnonce.blobs import sha256
from returnonce.errors import WrongUsage
from returnonce.settings import Settings

#: Where ``npm ci`` puts GOV.UK Frontend.
ASSETS = Path(__file__).parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk"
OWN_FILES = Path(__file__).parent / "static"
STYLES, SCRIPT = "govuk-frontend.min.css", "govuk-frontend.min.js"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/vnd.microsoft.icon", ".json": "application/manifest+json",
    ".woff": "font/woff", ".woff2": "font/woff2",
}  # fmt: skip
_FACE = re.compile(rb"@font-face\{[^}]*GDS Transport[^}]*\}")


@dataclass(frozen=True)
class Asset:
    """A file ready to be sent, also compressed."""

    data: bytes
    packed: bytes
    kind: str
    tag: str


def find_assets(settings: Settings) -> Path | None:
    """The folder of GOV.UK Frontend's files; None where it is not installed.

    Raises:
        WrongUsage: the setting names a folder that does not hold them.
    """
    folder = settings.assets or ASSETS
    if (folder / STYLES).is_file():
        return folder
    if settings.assets is None:
        return None
    raise WrongUsage(
        f"There is no {STYLES} in {folder.name}.",
        where="RETURNONCE_ASSETS",
        mend="Name the folder dist/govuk of the npm package govuk-frontend, or leave the setting out.",
    )


def load_assets(folder: Path | None, *, gov_uk_service: bool) -> dict[str, Asset]:
    """Everything under ``/assets``, by its path there."""
    files = {path.name: path.read_bytes() for path in sorted(OWN_FILES.iterdir())}
    if folder is not None:
        styles, script = (folder / STYLES).read_bytes(), (folder / SCRIPT).read_bytes()
        files |= {STYLES: styles if gov_uk_service else without_typeface(styles), SCRIPT: script}
        if gov_uk_service:
            assets = folder / "assets"
            files |= {p.relative_to(assets).as_posix(): p.read_bytes() for p in assets.rglob("*") if p.is_file()}
    return {name: _asset(name, data) for name, data in files.items() if Path(name).suffix in MEDIA_TYPES}


def without_typeface(styles: bytes) -> bytes:
    """GOV.UK's stylesheet with Arial, which it names as the next best, in place of GDS Transport."""
    return _FACE.sub(b"", styles).replace(b'"GDS Transport",', b"").replace(b"GDS Transport,", b"")


def _asset(name: str, data: bytes) -> Asset:
    return Asset(data, gzip.compress(data, mtime=0), MEDIA_TYPES[Path(name).suffix], f'"{sha256(data)[:32]}"')


def assets_router(assets: dict[str, Asset]) -> APIRouter:
    """``/assets/…``, which browsers cache and revalidate."""
    router = APIRouter(include_in_schema=False)

    @router.get("/assets/{name:path}")
    def get_asset(request: Request, name: str) -> Response:
        if name not in assets:
            raise HTTPException(404, "There is no such file.")
        return _answer(request, assets[name])

    return router


def _answer(request: Request, asset: Asset) -> Response:
    headers = {"ETag": asset.tag, "Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.data, media_type=asset.kind, headers=headers)
