"""Signs in to a sandbox with MSAL for Python by certificate and on behalf of a user, and shares a refresh token.

SANDBOX_URL is the sandbox's https URL; REQUESTS_CA_BUNDLE names the CA that its certificate is from; CLIENT_KEY and
CLIENT_CERTIFICATE name the files of a pair whose certificate the sandbox's application lists.
"""

import concurrent.futures
import hashlib
import os
import ssl

import msal
import requests

from sandbox import (
    API,
    APPLICATION,
    AUTHORITY,
    SCOPES,
    TIMEOUT_SECONDS,
    URL,
    USER,
    check,
    check_reads,
    device_code,
    token_of,
)

POWERSHELL = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
WORKERS = 2
ROUNDS = 5


def certificate():
    """The credential in the form that MSAL takes: the thumbprint as certificate stores show it."""
    with open(os.environ["CLIENT_KEY"], encoding="ascii") as key, \
            open(os.environ["CLIENT_CERTIFICATE"], encoding="ascii") as certificate:
        der = ssl.PEM_cert_to_DER_cert(certificate.read())
        return {"private_key": key.read(), "thumbprint": hashlib.sha1(der).hexdigest()}


def confidential():
    # A client of its own for each flow: MSAL keeps an assertion for nine minutes, and the sandbox takes each once.
    return msal.ConfidentialClientApplication(
        APPLICATION, client_credential=certificate(), authority=AUTHORITY, instance_discovery=False
    )


def native():
    return msal.PublicClientApplication(POWERSHELL, authority=AUTHORITY, instance_discovery=False)


def by_certificate():
    answer = confidential().acquire_token_for_client(scopes=[f"{API}/.default"])
    check_reads(token_of(answer, "client credentials by certificate"))


def on_behalf_of():
    users = token_of(device_code(native(), [f"api://{APPLICATION}/access_as_user"]), "a user's token for the application")
    answer = confidential().acquire_token_on_behalf_of(users, scopes=SCOPES)
    check_reads(token_of(answer, "on behalf of the user, by certificate"))


def two_workers():
    """Two workers with one refresh token, as processes behind a load balancer have it."""
    refresh_token = device_code(native(), SCOPES)["refresh_token"]

    def work(_):
        answers = [native().acquire_token_by_refresh_token(refresh_token, scopes=SCOPES) for _ in range(ROUNDS)]
        return [token_of(answer, "one refresh token, shared") for answer in answers]

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
        tokens = [token for tokens in workers.map(work, range(WORKERS)) for token in tokens]
    check_reads(tokens[-1])


def revoked():
    refresh_token = device_code(native(), SCOPES)["refresh_token"]
    answer = requests.post(f"{URL}/sandbox/users/{USER}/revoke", timeout=TIMEOUT_SECONDS)
    check(answer.ok and answer.json()["ended"] > 0, f"the revocation: {answer.status_code} {answer.text}")
    answer = native().acquire_token_by_refresh_token(refresh_token, scopes=SCOPES)
    check(answer.get("error") == "invalid_grant", f"a revoked refresh token: {answer}")
    print("  a revoked refresh token: refused")


def main():
    by_certificate()
    on_behalf_of()
    two_workers()
    revoked()


main()
