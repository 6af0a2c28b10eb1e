"""Receives webhooks from a sandbox in both forms, and verifies them with implementations that are not ours: Microsoft's
signature with cryptography, that of Standard Webhooks with its published library.

SANDBOX_URL is the sandbox's https URL; REQUESTS_CA_BUNDLE names the CA that its certificate is from.
"""

import base64
import http.server
import json
import os
import queue
import sys
import threading
import urllib.parse

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from standardwebhooks import Webhook, WebhookVerificationError

URL = os.environ["SANDBOX_URL"]
SCHOOL = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420"
TIMEOUT_SECONDS = 30


def check(condition, text):
    if not condition:
        sys.exit(f"no: {text}")
    print(f"yes: {text}")


class Receiver(http.server.ThreadingHTTPServer):
    """Takes everything, and keeps headers and body."""

    def __init__(self):
        self.received = queue.Queue()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def next(self):
        return self.received.get(timeout=TIMEOUT_SECONDS)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.put((dict(self.headers.items()), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def header(headers, name):
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def call(method, path, token, body=None, status=200):
    answer = requests.request(
        method,
        URL + path,
        headers={"Authorization": f"Bearer {token}"},
        json=body,
        timeout=TIMEOUT_SECONDS,
    )
    check(answer.status_code == status, f"{method} {path} answers {status} ({answer.status_code} {answer.text[:200]})")
    return answer.json() if answer.content else None


def verify_microsofts(headers, body, place):
    """As a partner's receiver does it: the certificate from where the header says, the signature over the raw body."""
    check(header(headers, "X-MS-Signature-Algorithm") == "rsa-sha256", "the algorithm is named")
    where = header(headers, "X-MS-Certificate-Url")
    check(where == f"{URL}/webhooks/v1/certificate.cer", "the certificate's URL is ours")
    certificate = x509.load_der_x509_certificate(requests.get(where, timeout=TIMEOUT_SECONDS).content)
    scheme, _, signature = header(headers, place).partition(" ")
    check(scheme == "Signature", f"{place} says Signature")
    key = certificate.public_key()
    key.verify(base64.b64decode(signature), body, padding.PKCS1v15(), hashes.SHA256())
    check(True, "cryptography verifies Microsoft's signature")
    try:
        key.verify(base64.b64decode(signature), body + b" ", padding.PKCS1v15(), hashes.SHA256())
        sys.exit("no: another body verifies too")
    except InvalidSignature:
        check(True, "and no other body")


def microsofts_form(token):
    receiver = Receiver()
    registration = {
        "WebhookUrl": receiver.url,
        "WebhookEvents": ["test-created", "customer-qualification-updated"],
    }
    call("POST", "/webhooks/v1/registration", token, registration)
    report = call("POST", "/webhooks/v1/registration/validationEvents", token)["correlationId"]
    headers, body = receiver.next()
    verify_microsofts(headers, body, "Authorization")
    check(json.loads(body)["ResourceUri"].endswith(report), "the event names its report")
    registration["SignatureTokenToMsSignatureHeader"] = True
    call("PUT", "/webhooks/v1/registration", token, registration)
    call("POST", f"/v1/customers/{SCHOOL}/qualifications", token, {"qualification": "StateOwnedEntity"}, 201)
    headers, body = receiver.next()
    verify_microsofts(headers, body, "x-ms-signature")
    event = json.loads(body)
    check(event["EventName"] == "customer-qualification-updated", "a change is told")
    path = urllib.parse.urlsplit(event["AuditUri"]).path
    check(call("GET", path, token)["customerId"] == SCHOOL, "its audit record is where the event says")


def standard_form(token):
    receiver = Receiver()
    webhook = call("POST", "/partner/v1/webhooks", token, {"url": receiver.url}, 201)
    first = webhook["signingSecret"]
    call("POST", f"/partner/v1/webhooks/{webhook['id']}/test", token)
    headers, body = receiver.next()
    event = Webhook(first).verify(body, headers)
    check(event["type"] == "test-created", "the reference library verifies Standard Webhooks")
    second = call("POST", f"/partner/v1/webhooks/{webhook['id']}/rotate-secret", token)["signingSecret"]
    call("POST", f"/partner/v1/webhooks/{webhook['id']}/test", token)
    headers, body = receiver.next()
    for secret in (first, second):
        Webhook(secret).verify(body, headers)
    check(True, "both secrets are good while one takes the place of the other")
    try:
        Webhook(second).verify(body + b" ", headers)
        sys.exit("no: another body verifies too")
    except WebhookVerificationError:
        check(True, "and no other body")


TOKEN = requests.post(f"{URL}/sandbox/token", json={}, timeout=TIMEOUT_SECONDS).json()["access_token"]
microsofts_form(TOKEN)
standard_form(TOKEN)
