"""Documents in a bucket: settings alone turn it on, and it is asked what S3 knows."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest
from django.conf import settings

_PROGRAM = """
import io
import django
django.setup()
from apps.documents import storage
from apps.kernel import clock
with storage.written(io.BytesIO(b"x" * 300_000)) as version_id:
    pass
with storage.opened(version_id) as file:
    assert file.read() == b"x" * 300_000
assert list(storage.stored()) == [version_id]
from datetime import timedelta
assert storage.is_stored_before(version_id, clock.now() + timedelta(minutes=5))
try:
    with storage.written(io.BytesIO(b"refused")):
        raise ValueError
except ValueError:
    pass
assert list(storage.stored()) == [version_id]
storage.remove([version_id])
assert list(storage.stored()) == []
"""


class _Bucket(BaseHTTPRequestHandler):
    """As much of S3 as one bucket of small objects needs."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self):
        assert "AWS4-HMAC-SHA256" in self.headers["Authorization"]
        self.objects[urlsplit(self.path).path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, ETag='"x"')

    def do_DELETE(self):
        self.objects.pop(urlsplit(self.path).path, None)
        self._answer(204)

    def do_GET(self):
        asked = urlsplit(self.path)
        if "list-type" in parse_qs(asked.query) or "delimiter" in parse_qs(asked.query):
            return self._list(parse_qs(asked.query, keep_blank_values=True))
        data = self.objects.get(asked.path)
        if data is None:
            return self._answer(404)
        dated = format_datetime(datetime.now(UTC), usegmt=True)
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        part = data[int(first) : int(last) + 1 if last else None]
        span = f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}"
        return self._answer(
            206 if "Range" in self.headers else 200, part, ETag='"x"', Last_Modified=dated, Content_Range=span
        )

    do_HEAD = do_GET

    def _list(self, query):
        prefix = query.get("prefix", [""])[0]
        names = [name.removeprefix("/papers/") for name in self.objects]
        below = [name for name in names if name.startswith(prefix)]
        folders = {
            prefix + name[len(prefix) :].split("/")[0] + "/" for name in below if "/" in name[len(prefix) :]
        }
        files = [name for name in below if "/" not in name[len(prefix) :]]
        body = "<ListBucketResult><IsTruncated>false</IsTruncated>"
        body += "".join(f"<Contents><Key>{escape(name)}</Key><Size>1</Size></Contents>" for name in files)
        body += "".join(
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in folders
        )
        self._answer(200, f"{body}</ListBucketResult>".encode(), Content_Type="application/xml")

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def endpoint():
    """Return the address of an empty bucket."""
    handler = type("Bucket", (_Bucket,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_documents_in_a_bucket_by_setting(endpoint):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DATABASE_URL": "postgres://crm:crm@127.0.0.1/crm",
        "DOCUMENTS_BUCKET": "papers",
        "DOCUMENTS_ENDPOINT": endpoint,
        "DOCUMENTS_REGION": "ap-southeast-2",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
