"""Signs in to a sandbox with MSAL for Python in every way that a partner's program does, and calls the API.

SANDBOX_URL is the sandbox's https URL; REQUESTS_CA_BUNDLE names the CA that its certificate is from. The browser of the
authorization code flow is played: pages are read as they come, and their forms are filled in.
"""

import html.parser
import os
import sys
import urllib.parse

import msal
import requests
from microsoft.store.partnercenterservices import MicrosoftPartnerStoreApis
from msrest.authentication import BasicTokenAuthentication

from sandbox import (
    API,
    APPLICATION,
    AUTHORITY,
    SCOPES,
    TIMEOUT_SECONDS,
    URL,
    USER,
    call,
    check,
    check_reads,
    device_code,
    token_of,
)

SECRET = "sandbox-secret"
PASSWORD = "sandbox"
# Nobody listens there: the browser stops in front of it.
REDIRECT_URI = "http://localhost:51234/signed-in"
SCHOOL = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420"
COUNTY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02"
COUNTY_CODE = "481516"
ENERGY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06"
GCC = "GovernmentCommunityCloud"
PAGES_MAX = 6


class Forms(html.parser.HTMLParser):
    """The first form of a page: where it goes, how, and with which fields."""

    def __init__(self, page):
        super().__init__()
        self.action, self.method, self.fields, self._is_open = None, "get", {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self.method = attributes.get("action") or "", attributes.get("method", "get").lower()
            self._is_open = True
        elif self._is_open and tag in ("input", "button") and attributes.get("name"):
            if attributes.get("type") in ("checkbox", "radio") and "checked" not in attributes:
                return
            # Of several buttons, the first one is pressed.
            self.fields.setdefault(attributes["name"], attributes.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_open = False


def confidential():
    return msal.ConfidentialClientApplication(
        APPLICATION, client_credential=SECRET, authority=AUTHORITY, instance_discovery=False
    )


def client_credentials():
    answer = confidential().acquire_token_for_client(scopes=[f"{API}/.default"])
    token = token_of(answer, "client credentials")
    check_reads(token)
    # An application by itself may not change a qualification.
    call("PUT", f"/v1/customers/{COUNTY}/qualification?code={COUNTY_CODE}", token, expected=403, json=GCC)


def discovered():
    """The issuer is of the host that was asked for, whichever way MSAL finds it."""
    for what, options in (
        ("instance discovery", {"authority": AUTHORITY, "instance_discovery": f"{URL}/common/discovery/instance"}),
        ("OpenID Connect", {"oidc_authority": f"{AUTHORITY}/v2.0"}),
    ):
        client = msal.ConfidentialClientApplication(APPLICATION, client_credential=SECRET, **options)
        check_reads(token_of(client.acquire_token_for_client(scopes=[f"{API}/.default"]), what))


def password():
    """As MSAL for .NET and for Java do it. MSAL for Python asks for the realm at port 443 whatever the authority's is:
    it is tried behind Microsoft's names."""
    realm = requests.get(f"{URL}/common/userrealm/{USER}?api-version=1.0", timeout=TIMEOUT_SECONDS).json()
    check(realm["account_type"] == "Managed", f"the realm of {USER}: {realm}")
    grant = {
        "client_id": APPLICATION,
        "client_secret": SECRET,
        "grant_type": "password",
        "username": USER,
        "password": PASSWORD,
        "scope": f"{API}/user_impersonation offline_access openid profile",
        "client_info": "1",
    }
    answer = requests.post(f"{AUTHORITY}/oauth2/v2.0/token", data=grant, timeout=TIMEOUT_SECONDS)
    check_reads(token_of(answer.json(), "password, through the realm"))


def user_by_device():
    client = msal.PublicClientApplication(APPLICATION, authority=AUTHORITY, instance_discovery=False)
    answer = device_code(client, SCOPES)
    token = token_of(answer, "device code")
    check_reads(token)
    path = f"/v1/customers/{COUNTY}/qualification?code={COUNTY_CODE}"
    check(call("PUT", path, token, json=GCC) == "governmentcommunitycloud", "the qualification is set")
    return answer["refresh_token"]


def refresh_token(refresh):
    answer = confidential().acquire_token_by_refresh_token(refresh, scopes=SCOPES)
    token = token_of(answer, "refresh token")
    check_reads(token)
    check(answer.get("refresh_token"), "a refresh gives the next refresh token")
    body = {"qualification": "StateOwnedEntity"}
    created = call("POST", f"/v1/customers/{ENERGY}/qualifications", token, expected=201, json=body)
    check(created["qualification"] == "StateOwnedEntity", f"what was created: {created}")


def browse(url):
    """Plays the browser until it is sent to the redirect URI, and gives what it brings there."""
    browser = requests.Session()
    request = requests.Request("GET", url)
    for _ in range(PAGES_MAX):
        answer = browser.send(browser.prepare_request(request), allow_redirects=False, timeout=TIMEOUT_SECONDS,
                              verify=os.environ["REQUESTS_CA_BUNDLE"])
        if answer.is_redirect:
            target = urllib.parse.urljoin(answer.url, answer.headers["Location"])
            if target.startswith(REDIRECT_URI):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query))
            request = requests.Request("GET", target)
            continue
        check(answer.ok, f"the sign-in page: {answer.status_code} {answer.text}")
        form = Forms(answer.text)
        check(form.action is not None, f"a page without a form: {answer.text}")
        fields = form.fields | {name: value for name, value in (("username", USER), ("password", PASSWORD))
                                if name in form.fields}
        target = urllib.parse.urljoin(answer.url, form.action)
        if target.startswith(REDIRECT_URI):
            return fields
        if form.method == "post":
            request = requests.Request("POST", target, data=fields)
        else:
            request = requests.Request("GET", target, params=fields)
    sys.exit(f"failed: the sign-in did not end after {PAGES_MAX} pages")


def authorization_code():
    client = confidential()
    # As a web application does it; the script for Node is sent back by a redirect.
    flow = client.initiate_auth_code_flow(
        SCOPES, redirect_uri=REDIRECT_URI, response_mode="form_post"
    )
    check("code_challenge" in flow["auth_uri"], "MSAL asks with PKCE")
    answer = client.acquire_token_by_auth_code_flow(flow, browse(flow["auth_uri"]))
    token = token_of(answer, "authorization code")
    check(answer["id_token_claims"]["preferred_username"] == USER, f"who signed in: {answer['id_token_claims']}")
    check_reads(token)
    path = f"/v1/customers/{SCHOOL}/qualifications"
    body = {"qualification": "Education", "educationSegment": "K12", "website": "https://lakeside.k12.wa.us"}
    check(call("POST", path, token, expected=201, json=body)["qualification"] == "Education", "Education is asked for")
    return token


def partner_center_client(token):
    credentials = BasicTokenAuthentication({"access_token": token})
    client = MicrosoftPartnerStoreApis(credentials, base_url=URL)
    customer = client.getvversioncustomerscustomer.id(SCHOOL, "1")
    check(customer is not None and customer.company_profile.company_name == "Lakeside School", f"{customer}")
    print("  partnercenterservices: a customer")


def main():
    client_credentials()
    discovered()
    password()
    refresh_token(user_by_device())
    partner_center_client(authorization_code())


main()
