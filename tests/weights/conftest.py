import hashlib
import http.server
import threading
from dataclasses import replace

import numpy as np
import pytest

from explorer.core.paths import resource
from explorer.weights import darknet, manifest, store
from explorer.weights.manifest import File, Source

TINY_CFG = """
[net]
channels=3
[convolutional]  # with normalisation
batch_normalize=1
filters=4
size=3
stride=2
pad=1
activation=leaky
[route]
layers=-1
groups=2
group_id=1
[convolutional]
filters=6
size=1
stride=1
pad=1
activation=linear
"""


def described(name: str, data: bytes) -> File:
    return File(name, len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture
def tiny():
    return darknet.parse_cfg(TINY_CFG)


@pytest.fixture
def tiny_state(tiny):
    random = np.random.default_rng(1)
    return {
        name: random.normal(size=shape).astype(np.float32)
        for layer in darknet.convolutions(tiny)
        for name, shape in layer.entries()
    }


@pytest.fixture
def server():
    """Serves ``content`` under any path, in chunks; status 404 without content."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = self.server.content
            self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.content = b""
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    yield service
    service.shutdown()
    thread.join()
    service.server_close()


@pytest.fixture
def entry(monkeypatch, tmp_path, tiny, tiny_state, server):
    """A small network called "tiny" whose original file lies on the server."""
    from explorer.weights import convert, tensors

    monkeypatch.delenv("HTTP_PROXY", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    original = tmp_path / "tiny.weights"
    darknet.write_weights(original, tiny, tiny_state)
    server.content = original.read_bytes()
    stored = tensors.pack(tiny_state)
    url = f"http://127.0.0.1:{server.server_port}/tiny.weights"
    made = replace(
        manifest.find("yolov4-tiny"),
        name="tiny",
        title="Tiny",
        origin=url,
        bundled=False,
        stored=described("tiny.safetensors", stored),
        original=described("tiny.weights", server.content),
        sources=(Source("url", len(server.content), url=url),),
    )
    entries = {"tiny": made}

    def find(name):
        return entries[name]

    monkeypatch.setattr(store, "find", find)
    monkeypatch.setattr(store, "read_manifest", lambda: entries)
    monkeypatch.setattr(convert, "read_config", lambda entry: tiny)

    def change(**values):
        entries["tiny"] = replace(entries["tiny"], **values)
        return entries["tiny"]

    return change


@pytest.fixture
def bundled():
    return resource("weights", "yolov4-tiny.safetensors")
