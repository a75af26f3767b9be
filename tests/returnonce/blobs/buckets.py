"""A server that speaks S3 over HTTP, and an empty bucket on it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from returnonce.settings import Settings

BUCKET = "returnonce-files"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The server's address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def empty_bucket(endpoint: str, settings: Settings) -> Settings:
    """The settings with those of a bucket, in which nothing is left."""
    client = s3_client(endpoint)
    client.create_bucket(Bucket=BUCKET)
    pages = client.get_paginator("list_object_versions").paginate(Bucket=BUCKET)
    for each in [each for page in pages for kind in ("Versions", "DeleteMarkers") for each in page.get(kind, [])]:
        client.delete_object(Bucket=BUCKET, Key=each["Key"], VersionId=each["VersionId"])
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    given = {
        "bucket_endpoint": endpoint,
        "bucket_region": "eu-west-2",
        "bucket_key_id": "us",
        "bucket_secret": SecretStr("s"),
    }
    return settings.model_copy(update=given)


def s3_client(endpoint: str) -> Any:
    """The bucket as another program sees it."""
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="us", aws_secret_access_key="s"
    )
