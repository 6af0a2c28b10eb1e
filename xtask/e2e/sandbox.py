"""The sandbox that SANDBOX_URL names: who is in it, and how it is asked."""

import os
import sys

import requests

URL = os.environ["SANDBOX_URL"]
TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"
APPLICATION = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50"
USER = "ana@northlight.example"
API = "https://api.partnercenter.microsoft.com"
SCOPES = [f"{API}/user_impersonation"]
AUTHORITY = f"{URL}/{TENANT}"
TIMEOUT_SECONDS = 30


def check(condition, text):
    if not condition:
        sys.exit(f"failed: {text}")


def token_of(answer, what):
    check("access_token" in answer, f"{what}: {answer.get('error')}: {answer.get('error_description')}")
    print(f"  {what}: a token")
    return answer["access_token"]


def call(method, path, token, expected=200, **more):
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.request(method, URL + path, headers=headers, timeout=TIMEOUT_SECONDS, **more)
    check(answer.status_code == expected, f"{method} {path}: {answer.status_code} {answer.text}")
    return answer.json()


def check_reads(token):
    check(call("GET", "/v1/customers", token)["totalCount"] == 7, "the partner has seven customers")


def device_code(client, scopes):
    flow = client.initiate_device_flow(scopes=scopes)
    check("user_code" in flow, f"device code: {flow.get('error')}: {flow.get('error_description')}")
    approval = {"user_code": flow["user_code"], "user": USER}
    approved = requests.post(f"{URL}/sandbox/device/approve", json=approval, timeout=TIMEOUT_SECONDS)
    check(approved.ok, f"the approval: {approved.status_code} {approved.text}")
    return client.acquire_token_by_device_flow(flow)
