"""A bucket of an S3-compatible service: four requests of its protocol, and no library for it."""

from __future__ import annotations

import http.client
import logging
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from cns_portal import clock
from cns_portal.documents.signature import Signer, query_string

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds for each step of the conversation
TRIES = 3
_WORTH_ANOTHER_TRY = {500, 502, 503, 504}
_LARGEST_ANSWER = 80 * 1024**2  # more than the largest file that is kept


class StorageUnavailable(OSError):
    """The service gave no usable answer: nothing is known about the file."""


@dataclass(frozen=True)
class Bucket:
    """The bucket `bucket` at `url`, addressed by path (`https://host/bucket/name`)."""

    url: str
    bucket: str
    region: str
    key_id: str
    secret: str = field(repr=False)

    def put(self, name: str, content: bytes) -> None:
        self._ask("PUT", name, content=content)

    def get(self, name: str) -> bytes:
        return self._ask("GET", name)

    def remove(self, name: str) -> None:
        try:
            self._ask("DELETE", name)
        except FileNotFoundError:
            return

    def names(self, place: str, *, older_than: datetime) -> Iterator[str]:
        query = {"list-type": "2", "prefix": f"{place}/"}
        while True:
            page = ElementTree.fromstring(self._ask("GET", "", query=query))
            for entry in page.iterfind("{*}Contents"):
                kept_at = datetime.fromisoformat(entry.findtext("{*}LastModified"))
                if kept_at < older_than:
                    yield entry.findtext("{*}Key").rpartition("/")[2]
            if page.findtext("{*}IsTruncated") != "true":
                return
            query["continuation-token"] = page.findtext("{*}NextContinuationToken")

    def _ask(
        self, method: str, name: str, *, content: bytes = b"", query: Mapping[str, str] = {}
    ) -> bytes:
        """The answer's content. Every one of the four may be asked again without harm.

        Raises `FileNotFoundError`, or `StorageUnavailable` for any other answer than a good one.
        """
        why = ""
        for _ in range(TRIES):
            try:
                status, answer = self._once(method, name, content, query)
            except (OSError, http.client.HTTPException) as error:
                why = f"{type(error).__name__}: {error}"
                continue
            if status == 404 and method != "PUT" and b"NoSuchBucket" not in answer:
                raise FileNotFoundError(f"The bucket holds no {name}.")
            if status in (200, 204):
                return answer
            why = f"it answered {status}"
            if status not in _WORTH_ANOTHER_TRY:
                break
        # What the service says about it may hold the request, and so the proof of who we are.
        raise StorageUnavailable(f"The storage did not do {method}: {why}.")

    def _once(
        self, method: str, name: str, content: bytes, query: Mapping[str, str]
    ) -> tuple[int, bytes]:
        address = urlsplit(self.url)
        path = f"{address.path.rstrip('/')}/{quote(self.bucket)}" + (f"/{name}" if name else "")
        headers = {"Host": address.netloc}
        if content:
            headers["Content-Length"] = str(len(content))
        headers = Signer(key_id=self.key_id, secret=self.secret, region=self.region).signed(
            method, path, query, headers, content, now=clock.now()
        )
        line = _line_to(address)
        try:
            line.request(
                method,
                f"{path}?{query_string(query)}" if query else path,
                body=content or None,
                headers=headers,
            )
            answer = line.getresponse()
            said = answer.read(_LARGEST_ANSWER + 1)
            if len(said) > _LARGEST_ANSWER:
                raise http.client.HTTPException("the answer is too long")
            return answer.status, said
        finally:
            line.close()


def _line_to(address) -> http.client.HTTPConnection:
    if address.scheme == "http":
        return http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT)
    return http.client.HTTPSConnection(
        address.hostname, address.port, timeout=TIMEOUT, context=ssl.create_default_context()
    )
