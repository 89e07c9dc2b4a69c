"""A bucket of an S3-compatible service, spoken to through boto3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.client import BaseClient

TIMEOUT = 20  # seconds for each step of the conversation
TRIES = 3
GONE = frozenset({"NoSuchKey", "404"})


class StorageUnavailable(OSError):
    """The service gave no usable answer: nothing is known about the file."""


class Bucket:
    """The bucket `bucket` at `url`, addressed by path (`https://host/bucket/name`)."""

    def __init__(self, *, url: str, bucket: str, region: str, key_id: str, secret: str) -> None:
        self._bucket = bucket
        self._client = _client(url, region, key_id, secret)

    def put(self, name: str, content: bytes) -> None:
        with _or_unavailable("write"):
            self._client.put_object(Bucket=self._bucket, Key=name, Body=content)

    def get(self, name: str) -> bytes:
        with _or_unavailable("read"):
            return self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()

    def remove(self, name: str) -> None:
        with _or_unavailable("delete"):
            self._client.delete_object(Bucket=self._bucket, Key=name)

    def names(self, place: str, *, older_than: datetime) -> Iterator[str]:
        with _or_unavailable("list"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{place}/"):
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] < older_than:
                        yield entry["Key"].rpartition("/")[2]


@lru_cache(maxsize=1)
def _client(url: str, region: str, key_id: str, secret: str) -> BaseClient:
    """One for the whole process: it keeps its connections. boto3 is slow to import."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(
            signature_version="s3v4",
            connect_timeout=TIMEOUT,
            read_timeout=TIMEOUT,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            s3={"addressing_style": "path"},
            # Sums that not every compatible service knows are sent where one is required only.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


@contextmanager
def _or_unavailable(what: str) -> Iterator[None]:
    """Raise `FileNotFoundError`, or `StorageUnavailable` for whatever else goes wrong.

    What the service says about it may hold the request, and so the proof of who we are: only its
    code is repeated.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if what == "read" and error.response.get("Error", {}).get("Code") in GONE:
            raise FileNotFoundError("The bucket holds no such file.") from None
        raise StorageUnavailable(f"The storage did not {what}: it answered {status}.") from None
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable(f"The storage did not {what}: {type(error).__name__}.") from None
