"""Files behind one door: objects by name in a folder, the database or an S3-compatible store, and blobs by their hash.

No module here knows what a file holds.
"""

from returnonce.blobs.blob_store import BlobKind, BlobStore
from returnonce.blobs.files import NO_ROOM, disk_full, sha256, sha256_file, write_atomic
from returnonce.blobs.folder import FolderObjects
from returnonce.blobs.object_store import ObjectStore, StoredObject

__all__ = [
    "NO_ROOM", "BlobKind", "BlobStore", "FolderObjects", "ObjectStore", "StoredObject", "disk_full", "sha256",
    "sha256_file", "write_atomic",
]  # fmt: skip
