"""Which request a kernel works for, when Voila started it before anybody asked."""

from __future__ import annotations

import http.client
import json
import os
import time

_SECONDS_BETWEEN_TRIES = 1.0


def wait_for_visitor() -> None:
    """Return when a visitor has come; the request then stands in the environment.

    Does what ``voila.utils.wait_for_request`` does without importing Voila, which costs a kernel
    a second of CPU and 30 MB, and asks again when the connection breaks (a laptop that slept).
    """
    host = os.environ.get("VOILA_APP_IP", "127.0.0.1")
    port = int(os.environ["VOILA_APP_PORT"])
    path = f"{os.environ.get('VOILA_SERVER_URL', '/')}voila/query/{os.environ['VOILA_KERNEL_ID']}"
    while True:
        try:
            connection = http.client.HTTPConnection(host, port, timeout=90)
            connection.request("GET", path)
            reply = connection.getresponse()
            body = reply.read()
            connection.close()
        except (OSError, http.client.HTTPException):
            time.sleep(_SECONDS_BETWEEN_TRIES)
            continue
        if reply.status == http.client.OK:
            os.environ.update(json.loads(body))
            return
        if reply.status != http.client.NO_CONTENT:
            time.sleep(_SECONDS_BETWEEN_TRIES)
