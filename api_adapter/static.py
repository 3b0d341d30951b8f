# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for browsers: compressed at build time, with the caching and policy of their kind.

The headers that every answer carries come from `security.Guard`.
"""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
INLINE_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


class Files(StaticFiles):
    """A folder of files; `x.js.br` or `x.js.gz` goes out for `x.js` to who understands it."""

    def __init__(self, directory: Path, headers: Mapping[str, str]) -> None:
        super().__init__(directory=directory, check_dir=False)
        self.headers = headers

    async def get_response(self, path: str, scope: Scope) -> Response:
        path = "index.html" if path in ("", ".") else path
        response = self._compressed(path, scope) or await super().get_response(path, scope)
        response.headers.update(self.headers)
        return response

    def _compressed(self, path: str, scope: Scope) -> Response | None:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for encoding, suffix in ENCODINGS:
            if scope["method"] not in ("GET", "HEAD") or encoding not in accepted:
                continue
            found, stat = self.lookup_path(path + suffix)
            if stat is not None:
                response = self.file_response(found, stat, scope)
                response.headers.update({"Content-Encoding": encoding, "Vary": "Accept-Encoding"})
                return response
        return None


async def file_of(files: Files, name: str, scope: Scope) -> Response:
    """One file of the folder, or a plain 404."""
    try:
        return await files.get_response(name, scope)
    except HTTPException as error:
        return Response(status_code=error.status_code)


def style_hashes(page: Path) -> str:
    """The CSP sources that allow the style blocks of a built page, and no other."""
    if not page.exists():
        return ""
    blocks = INLINE_STYLE.findall(page.read_bytes())
    return "".join(f" 'sha256-{b64encode(sha256(block).digest()).decode()}'" for block in blocks)


