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

URL = os.environ["SANDBOX_URL"]
TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4"
APPLICATION = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50"
SECRET = "sandbox-secret"
USER = "ana@northlight.example"
PASSWORD = "sandbox"
API = "https://api.partnercenter.microsoft.com"
# Nobody listens there: the browser stops in front of it.
REDIRECT_URI = "http://localhost:51234/signed-in"
SCHOOL = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420"
COUNTY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02"
COUNTY_CODE = "481516"
ENERGY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06"
GCC = "GovernmentCommunityCloud"
PAGES_MAX = 6
TIMEOUT_SECONDS = 30


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


def authority():
    return f"{URL}/{TENANT}"


def confidential():
    return msal.ConfidentialClientApplication(
        APPLICATION, client_credential=SECRET, authority=authority(), instance_discovery=False
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
        ("instance discovery", {"authority": authority(), "instance_discovery": f"{URL}/common/discovery/instance"}),
        ("OpenID Connect", {"oidc_authority": f"{URL}/{TENANT}/v2.0"}),
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
    answer = requests.post(f"{authority()}/oauth2/v2.0/token", data=grant, timeout=TIMEOUT_SECONDS)
    check_reads(token_of(answer.json(), "password, through the realm"))


def device_code():
    client = msal.PublicClientApplication(APPLICATION, authority=authority(), instance_discovery=False)
    flow = client.initiate_device_flow(scopes=[f"{API}/user_impersonation"])
    check("user_code" in flow, f"device code: {flow.get('error')}: {flow.get('error_description')}")
    approval = {"user_code": flow["user_code"], "user": USER}
    approved = requests.post(f"{URL}/sandbox/device/approve", json=approval, timeout=TIMEOUT_SECONDS)
    check(approved.ok, f"the approval: {approved.status_code} {approved.text}")
    answer = client.acquire_token_by_device_flow(flow)
    token = token_of(answer, "device code")
    check_reads(token)
    path = f"/v1/customers/{COUNTY}/qualification?code={COUNTY_CODE}"
    check(call("PUT", path, token, json=GCC) == "governmentcommunitycloud", "the qualification is set")
    return answer["refresh_token"]


def refresh_token(refresh):
    answer = confidential().acquire_token_by_refresh_token(refresh, scopes=[f"{API}/user_impersonation"])
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
        [f"{API}/user_impersonation"], redirect_uri=REDIRECT_URI, response_mode="form_post"
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
    refresh_token(device_code())
    partner_center_client(authorization_code())


main()
