"""Objects in an S3-compatible store, by obstore.

Keys of sealed cases never go there: nobody can make sure that a bucket forgets its old versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from returnonce.blobs.object_store import PIECE, StoredObject, cut_pieces
from returnonce.errors import Unavailable
from returnonce.settings import Settings

#: The least that S3 takes as a part of a large object. A part is held while it is sent.
PART_BYTES = 5 << 20
MEND = (
    "Look whether RETURNONCE_BUCKET_ENDPOINT and the other settings of the bucket are right, and whether it is there."
)


@dataclass(frozen=True)
class S3Objects:
    """Objects in a bucket below a prefix. ``address``: ``bucket`` or ``bucket/prefix``."""

    address: str
    settings: Settings

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object: a small one at once, a large one in parts that become one object at the end."""
        if only_new and self.find(name) is not None:
            return False
        parts = cut_pieces(pieces, PART_BYTES)
        first, second = next(parts, b""), next(parts, None)
        with _errors_in_words():
            if second is None:
                return self._put_small(name, first, only_new=only_new)
            # The store offers no way to write a large object only where it is new; who comes last writes the same.
            self._api.put(self._bucket, name, chain([first, second], parts), chunk_size=PART_BYTES, max_concurrency=1)
            return True

    def check_room(self, size: int) -> None:
        """A bucket has room."""

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes as they come."""
        with _errors_in_words():
            for piece in self._api.get(self._bucket, name).stream(min_chunk_size=PIECE):
                yield from cut_pieces([bytes(piece)], 2 * PIECE)

    def find(self, name: str) -> StoredObject | None:
        """What is known of an object."""
        with _errors_in_words():
            try:
                return _describe(self._api.head(self._bucket, name))
            except FileNotFoundError:
                return None

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The objects of a folder by name."""
        with _errors_in_words():
            described = [_describe(each) for page in self._api.list(self._bucket, folder) for each in page]
        yield from sorted(described, key=lambda each: each.name)

    def remove(self, name: str) -> None:
        """Remove an object; what the bucket keeps of its old versions stays."""
        with _errors_in_words():
            self._api.delete(self._bucket, [name])

    def scrub(self) -> None:
        """Nothing: old versions go by the bucket's own rule, and without their key they cannot be read."""

    def list_unfinished(self) -> Iterator[StoredObject]:
        """None that could be listed: a bucket's own rule ends uploads that were never finished."""
        yield from ()

    def _put_small(self, name: str, data: bytes, *, only_new: bool) -> bool:
        from obstore.exceptions import AlreadyExistsError

        try:
            self._api.put(self._bucket, name, data, mode="create" if only_new else "overwrite")
        except AlreadyExistsError:
            return False
        return True

    @property
    def _api(self) -> Any:
        import obstore

        return obstore

    @property
    def _bucket(self) -> Any:
        return open_bucket(self.address, self.settings)


@lru_cache
def open_bucket(address: str, settings: Settings) -> Any:
    """The bucket as obstore has it; keys that are not set come from where the machine has them."""
    from obstore.store import S3Store

    bucket, _, prefix = address.partition("/")
    secret = settings.bucket_secret
    options: dict[str, Any] = {
        "endpoint": settings.bucket_endpoint, "region": settings.bucket_region, "access_key_id": settings.bucket_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
    }  # fmt: skip
    is_plain = bool(settings.bucket_endpoint and settings.bucket_endpoint.startswith("http:"))
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={"allow_http": is_plain, "timeout": "60s", "connect_timeout": "5s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        **{name: value for name, value in options.items() if value},
    )


def _describe(metadata: Any) -> StoredObject:
    return StoredObject(metadata["path"], metadata["size"], metadata["last_modified"], metadata.get("version"))


@contextmanager
def _errors_in_words() -> Iterator[None]:
    """An error of the object store in words, without its address or keys."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        raise Unavailable(
            f"The object store does not answer as it should ({type(error).__name__}).", mend=MEND
        ) from error
