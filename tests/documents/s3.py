"""A storage service that speaks just enough of S3 to hold files, and can fail in many ways."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY_ID, SECRET, REGION, BUCKET = "AKIDEXAMPLE", "secret/of+tests", "lu-1", "portal"
_PAGE = 2  # names in one answer, so that every longer list has pages


class FakeS3(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.kept: dict[str, tuple[bytes, datetime]] = {}
        self.asked: list[str] = []
        self.failures: list[int] = []
        """Answers to give before the real ones; 0 hangs up without a word."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Conversation(BaseHTTPRequestHandler):
    def log_message(self, *args) -> None:
        """Quiet."""

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = urlsplit(self.path)
        self.server.asked.append(f"{self.command} {address.path}")
        if self.server.failures:
            status = self.server.failures.pop(0)
            return self._say(status, b"<Error/>") if status else self.connection.close()
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        if not self._is_signed(content):
            return self._say(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        bucket, _slash, name = address.path.removeprefix("/").partition("/")
        if bucket != BUCKET:
            return self._say(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        return getattr(self, f"_{self.command.lower()}")(name, query, content)

    do_GET = do_PUT = do_DELETE = _answer

    def _is_signed(self, content: bytes) -> bool:
        """Whether the library, asked to sign the same, writes the same proof."""
        proof = self.headers["Authorization"]
        names = proof.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        request = AWSRequest(
            self.command,
            f"{self.server.url}{self.path}",
            headers={name: self.headers[name] for name in names},
            data=content,
        )
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        signer = S3SigV4Auth(Credentials(KEY_ID, SECRET), "s3", REGION)
        to_sign = signer.string_to_sign(request, signer.canonical_request(request))
        return (
            proof.endswith(f"Signature={signer.signature(to_sign, request)}")
            and self.headers["X-Amz-Content-SHA256"] == hashlib.sha256(content).hexdigest()
        )

    def _get(self, name: str, query: dict, content: bytes) -> None:
        if not name:
            return self._list(query)
        if name not in self.server.kept:
            return self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._say(200, self.server.kept[name][0])

    def _put(self, name: str, query: dict, content: bytes) -> None:
        self.server.kept[name] = (content, datetime.now(UTC))
        self._say(200)

    def _delete(self, name: str, query: dict, content: bytes) -> None:
        self.server.kept.pop(name, None)
        self._say(204)

    def _list(self, query: dict) -> None:
        after = query.get("continuation-token", "")
        names = [n for n in sorted(self.server.kept) if n.startswith(query["prefix"]) and n > after]
        shown, more = names[:_PAGE], len(names) > _PAGE
        entries = "".join(
            f"<Contents><Key>{escape(name)}</Key>"
            f"<LastModified>{self.server.kept[name][1]:%Y-%m-%dT%H:%M:%S}.000Z</LastModified>"
            "</Contents>"
            for name in shown
        )
        token = f"<NextContinuationToken>{shown[-1]}</NextContinuationToken>" if more else ""
        self._say(
            200,
            (
                '<?xml version="1.0" encoding="UTF-8"?>'
                '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}</ListBucketResult>"
            ).encode(),
        )

    def _say(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running(settings):
    """The service, and settings that choose it."""
    with FakeS3() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.STORAGE_S3_URL, settings.STORAGE_S3_BUCKET = server.url, BUCKET
        settings.STORAGE_S3_KEY_ID, settings.STORAGE_S3_SECRET = KEY_ID, SECRET
        settings.STORAGE_S3_REGION = REGION
        yield server
        server.shutdown()
