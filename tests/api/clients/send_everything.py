"""Run beside a client made by openapi-python-client: checks, sends, sends in parts, goes on, and reads the findings.

``python send_everything.py SERVICE KEY GOOD BAD``: two files; what came of each step is printed as JSON.
"""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path


def main(service: str, key: str, good: Path, bad: Path) -> None:
    from made.api.submissions import (
        begin_upload,
        get_upload,
        list_findings,
        list_findings_csv,
        list_upload_findings,
        list_upload_findings_csv,
        send_part,
        send_submission,
    )
    from made.client import AuthenticatedClient
    from made.types import File

    client = AuthenticatedClient(base_url=service, token=key, timeout=60)

    def send(path: Path, **more: object):
        return send_submission.sync_detailed(
            client=client, body=File(io.BytesIO(path.read_bytes())), agency="county", file_name=path.name, **more
        )

    def send_in_parts(path: Path):
        data, terms = path.read_bytes(), {"client": client, "tus_resumable": "1.0.0"}
        begun = begin_upload.sync(agency="county", file_name=path.name, upload_length=len(data), **terms)
        half = File(io.BytesIO(data[: len(data) // 2]))
        send_part.sync_detailed(name=begun.upload, body=half, upload_offset=0, **terms)
        here = get_upload.sync(name=begun.upload, client=client).offset
        rest = File(io.BytesIO(data[here:]))
        send_part.sync_detailed(name=begun.upload, body=rest, upload_offset=here, **terms)
        while (upload := get_upload.sync(name=begun.upload, client=client)).state in (
            "receiving",
            "waiting",
            "checking",
        ):
            time.sleep(0.2)
        return here, upload

    checked, refused = send(good, check_only=True), send(bad, check_only=True)
    first, again = (send(good, idempotency_key="client-1") for _ in range(2))
    name = first.parsed.submission
    offset, judged = send_in_parts(bad)
    print(
        json.dumps(
            {
                "checked": [checked.status_code, str(checked.parsed.state), checked.parsed.submission],
                "refused": [refused.status_code, [each.code for each in refused.parsed.errors]],
                "sent": [first.status_code, again.status_code, name == again.parsed.submission],
                "findings": [each.code for each in list_findings.sync(name=name, client=client).findings],
                "findings_csv": list_findings_csv.sync_detailed(name=name, client=client).content.decode(),
                "parts": [offset, str(judged.state)],
                "judged": [each.code for each in list_upload_findings.sync(name=judged.upload, client=client).findings],
                "judged_csv": list_upload_findings_csv.sync_detailed(
                    name=judged.upload, client=client
                ).content.decode(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
