"""How a request to an S3-compatible service proves who sends it. Plain Python.

"Signature Version 4" as published by Amazon ("Authenticating Requests: Using the Authorization
Header"); every compatible service takes it. The examples of that page are the tests.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signer:
    key_id: str
    secret: str
    region: str

    def signed(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        content: bytes,
        *,
        now: datetime,
    ) -> dict[str, str]:
        """The headers to send: those given, and the three that prove the sender.

        `path` is as it is sent, already quoted; `headers` must name the host.
        """
        digest = hashlib.sha256(content).hexdigest()
        moment = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        sent = {**headers, "x-amz-content-sha256": digest, "x-amz-date": moment}
        lines = {name.lower(): " ".join(value.split()) for name, value in sent.items()}
        names = ";".join(sorted(lines))
        request = "\n".join(
            [
                method,
                path,
                query_string(query),
                *(f"{name}:{lines[name]}" for name in sorted(lines)),
                "",
                names,
                digest,
            ]
        )
        hashed = hashlib.sha256(request.encode()).hexdigest()
        to_sign = "\n".join([_ALGORITHM, moment, scope, hashed])
        signature = hmac.new(self._key(scope), to_sign.encode(), hashlib.sha256).hexdigest()
        proof = f"Credential={self.key_id}/{scope},SignedHeaders={names},Signature={signature}"
        return {**sent, "Authorization": f"{_ALGORITHM} {proof}"}

    def _key(self, scope: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def query_string(query: Mapping[str, str]) -> str:
    """The parameters in the order and the spelling that are signed."""
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query)
    )
