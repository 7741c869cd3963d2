"""An extension that runs as a service of its own, with nothing but Python's standard library.

    ALMANAC_PLATFORM=https://guildhall.example.com ALMANAC_STATE=state.json python3 almanac.py 8000
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLATFORM = os.environ["ALMANAC_PLATFORM"].rstrip("/")
STATE = os.environ.get("ALMANAC_STATE", "almanac-state.json")
LONGEST_BODY = 1 << 20
TOLERANCE_SECONDS = 300


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


class Installations:
    """What is known of the workspaces: the secret shared with each, and its configuration. Kept in a file."""

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()
        self.known = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}

    def get(self, workspace):
        with self.lock:
            return self.known.get(workspace)

    def put(self, workspace, installation):
        with self.lock:
            self.known[workspace] = installation
            self._write()

    def remove(self, workspace):
        with self.lock:
            self.known.pop(workspace, None)
            self._write()

    def _write(self):
        with open(os.open(self.path + ".new", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.known, file)
        os.replace(self.path + ".new", self.path)


installations = Installations(STATE)


def is_signed(headers, body, secret):
    """Standard Webhooks: an HMAC over id, time and body; the time must be near."""
    try:
        if abs(time.time() - int(headers["webhook-timestamp"])) > TOLERANCE_SECONDS:
            return False
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(expected, sent) for sent in headers["webhook-signature"].split(" "))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def call_platform(path, token, body=None):
    request = urllib.request.Request(
        PLATFORM + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
    )
    return urllib.request.urlopen(request, timeout=10)


def is_token_of(workspace, token):
    """Whether the platform itself lets the token into the workspace; a stranger's is 401, another workspace's 404."""
    try:
        call_platform(f"/api/workspaces/{workspace}/events?pageSize=1", token).close()
        return True
    except urllib.error.HTTPError:
        return False


def lifecycle(workspace, headers, body):
    told = json.loads(body)
    known = installations.get(workspace)
    is_known = known is not None and is_signed(headers, body, known["secret"])
    if told["type"] == "started":
        # Whoever knows our address could send us a secret: one we do not know is taken on the platform's word alone.
        if not is_known and not (is_signed(headers, body, told["secret"]) and is_token_of(workspace, headers["guildhall-token"])):
            raise Refused(401, "NOT_SIGNED", "The signature is not that of the workspace.")
        installations.put(workspace, {key: told[key] for key in ("installationId", "secret", "config")})
    elif not is_known:
        raise Refused(401, "NOT_SIGNED", "The signature is not that of the workspace.")
    elif told["type"] == "uninstalling":
        installations.remove(workspace)
    return {}


def tell_day(installation, asked):
    try:
        date = datetime.date.fromisoformat(asked["date"])
    except ValueError as malformed:
        raise Refused(400, "NO_DATE", "The date must be like 2024-02-29.") from malformed
    return {"sentence": f"{installation['config']['opening']} day {date.timetuple().tm_yday} of {date.year}."}


def remembered(place, key, token):
    """What the platform keeps for us under the key, with the version that a change of it may expect."""
    try:
        with call_platform(f"{place}/state/{key}", token) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as missing:
        if missing.code != 404:
            raise
        return {"value": {}, "version": 0}


def welcome(workspace, token, event):
    # Events come at least once, and in order: which one was answered last is kept together with the answer, or neither is.
    place = f"/api/workspaces/{workspace}/extensions/almanac"
    last = remembered(place, "answered", token)
    if event["sequence"] > last["value"].get("sequence", 0):
        answered = {"key": "answered", "value": {"sequence": event["sequence"]}, "expectedVersion": last["version"]}
        welcomed = {"type": "almanac.member.welcomed", "subject": event["subject"], "data": {"because": event["id"]}}
        call_platform(place + "/batch", token, {"state": [answered], "events": [welcomed]}).close()
    return {}


def answer(path, headers, body):
    workspace = headers.get("guildhall-workspace", "")
    if path == "/lifecycle":
        return lifecycle(workspace, headers, body)
    installation = installations.get(workspace)
    if installation is None or not is_signed(headers, body, installation["secret"]):
        raise Refused(401, "NOT_SIGNED", "The signature is not that of the workspace.")
    if path == "/capabilities/almanac.day.tell":
        return tell_day(installation, json.loads(body))
    if path == "/events":
        return welcome(workspace, headers["guildhall-token"], json.loads(body))
    raise Refused(404, "NOTHING_HERE", "There is nothing at " + path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        if length > LONGEST_BODY:
            self.close_connection = True
            return self.say(413, {"code": "TOO_LARGE", "message": "The body is too large."})
        body = self.rfile.read(length)
        try:
            self.say(200, answer(self.path, self.headers, body))
        except Refused as refused:
            self.say(refused.status, {"code": refused.code, "message": str(refused)})
        except Exception as failure:
            self.log_error("failed: %r", failure)
            self.say(500, {"code": "FAILED", "message": "The service failed."})

    def say(self, status, json_object):
        text = json.dumps(json_object).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print("listening on", server.server_port, flush=True)
    server.serve_forever()
