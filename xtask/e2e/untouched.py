"""MSAL for Python and requests with nothing but Microsoft's own addresses, behind scripts/behind-microsofts-names.sh.

No option of MSAL is set: it looks the authority up, and asks for the user's realm before it sends a password.
"""

import sys

import msal
import requests

TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"
APPLICATION = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50"
API = "https://api.partnercenter.microsoft.com"
TIMEOUT_SECONDS = 30


def check_customers(answer, what):
    if "access_token" not in answer:
        sys.exit(f"failed: {what}: {answer.get('error')}: {answer.get('error_description')}")
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    customers = requests.get(f"{API}/v1/customers", headers=headers, timeout=TIMEOUT_SECONDS)
    if not customers.ok or customers.json()["totalCount"] != 7:
        sys.exit(f"failed: {what}: {customers.status_code} {customers.text}")
    print(f"  {what}: seven customers")


def main():
    for host in ("login.microsoftonline.com", "login.windows.net"):
        authority = f"https://{host}/{TENANT}"
        confidential = msal.ConfidentialClientApplication(
            APPLICATION, client_credential="sandbox-secret", authority=authority
        )
        check_customers(confidential.acquire_token_for_client([f"{API}/.default"]), f"secret at {host}")
        public = msal.PublicClientApplication(APPLICATION, authority=authority)
        answer = public.acquire_token_by_username_password(
            "ana@northlight.example", "sandbox", [f"{API}/user_impersonation"]
        )
        check_customers(answer, f"password at {host}")
        # What was cached is found again under each alias of the host.
        account = public.get_accounts("ana@northlight.example")
        check_customers(public.acquire_token_silent([f"{API}/user_impersonation"], account[0]), f"silently at {host}")


main()
