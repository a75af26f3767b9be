"""Sends a file by tuspy: one part, then the rest by another client, as after a broken connection."""

import json
import sys
from pathlib import Path

from tusclient.client import TusClient

endpoint, key, path, part = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
first = TusClient(endpoint, headers={"Authorization": f"Bearer {key}"})
begun = first.uploader(path, chunk_size=part, metadata={"filename": Path(path).name}, upload_checksum=True)
begun.upload_chunk()
second = TusClient(endpoint, headers={"Authorization": f"Bearer {key}"})
resumed = second.uploader(path, chunk_size=part, url=begun.url, upload_checksum=True)
here = resumed.offset
resumed.upload()
print(json.dumps({"url": begun.url, "resumed_at": here, "offset": resumed.offset}))
