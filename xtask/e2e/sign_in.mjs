// Signs in to a sandbox with MSAL for Node in every way that a partner's program does, and calls the API.
//
// SANDBOX_URL is the sandbox's https URL; NODE_EXTRA_CA_CERTS names the CA that its certificate is from. The browser of
// the authorization code flow is played: pages are read as they come, and their forms are filled in.

import {
  API,
  APPLICATION,
  SCOPES,
  TENANT,
  URL_BASE,
  USER,
  call,
  check,
  checkReads,
  deviceCode,
  msal,
  settings,
  tokenOf,
} from "./sandbox.mjs";

const SECRET = "sandbox-secret";
const PASSWORD = "sandbox";
// Nobody listens there: the browser stops in front of it.
const REDIRECT_URI = "http://localhost:51234/signed-in";
const SCHOOL = "8d2b6c31-94fa-4f0b-a3e7-1e5c9b7d4420";
const COUNTY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c02";
const COUNTY_CODE = "481516";
const GCC = "GovernmentCommunityCloud";
const ENERGY = "3c1d8f52-6f0a-4d8e-9a5b-0e6d1a2b3c06";
const PAGES_MAX = 6;

async function clientCredentials(client) {
  const answer = await client.acquireTokenByClientCredential({ scopes: [`${API}/.default`] });
  const token = tokenOf(answer, "client credentials");
  await checkReads(token);
  // An application by itself may not change a qualification.
  await call("PUT", `/v1/customers/${COUNTY}/qualification?code=${COUNTY_CODE}`, token, GCC, 403);
}

// As an issuer that is not Microsoft's: the document has to name the host that was asked.
async function openIdConnect() {
  const { auth } = settings(APPLICATION, { clientSecret: SECRET, authority: `${URL_BASE}/${TENANT}/v2.0` });
  const client = new msal.ConfidentialClientApplication({ auth, system: { protocolMode: msal.ProtocolMode.OIDC } });
  const answer = await client.acquireTokenByClientCredential({ scopes: [`${API}/.default`] });
  await checkReads(tokenOf(answer, "OpenID Connect"));
}

async function password() {
  const client = new msal.PublicClientApplication(settings(APPLICATION, {}));
  const answer = await client.acquireTokenByUsernamePassword({ scopes: SCOPES, username: USER, password: PASSWORD });
  await checkReads(tokenOf(answer, "password"));
}

async function userByDevice() {
  const client = new msal.PublicClientApplication(settings(APPLICATION, {}));
  const { token, refreshToken } = await deviceCode(client, SCOPES);
  await checkReads(token);
  const set = await call("PUT", `/v1/customers/${COUNTY}/qualification?code=${COUNTY_CODE}`, token, GCC);
  check(set === "governmentcommunitycloud", `what was set: ${set}`);
  return refreshToken;
}

async function refreshToken(client, refresh) {
  const answer = await client.acquireTokenByRefreshToken({ refreshToken: refresh, scopes: SCOPES });
  const token = tokenOf(answer, "refresh token");
  await checkReads(token);
  const body = { qualification: "StateOwnedEntity" };
  const created = await call("POST", `/v1/customers/${ENERGY}/qualifications`, token, body, 201);
  check(created.qualification === "StateOwnedEntity", `what was created: ${JSON.stringify(created)}`);
}

const ENTITIES = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">" };

function unescaped(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}

function attributesOf(tag) {
  const attributes = {};
  for (const [, name, , , quoted, single, bare] of tag.matchAll(/([\w-]+)(=("([^"]*)"|'([^']*)'|([^\s>]+)))?/g)) {
    attributes[name.toLowerCase()] = unescaped(quoted ?? single ?? bare ?? "");
  }
  return attributes;
}

// The first form of a page: where it goes, how, and with which fields.
function formOf(page) {
  const [, head, content] = page.match(/<form\b([^>]*)>([\s\S]*?)<\/form>/i) ?? [];
  check(content !== undefined, `a page without a form: ${page}`);
  const fields = {};
  for (const [, tag] of content.matchAll(/<(?:input|button)\b([^>]*)>/gi)) {
    const { name, type, value, checked } = attributesOf(tag);
    const isUnchecked = ["checkbox", "radio"].includes(type) && checked === undefined;
    // Of several buttons, the first one is pressed.
    if (name && !isUnchecked && !(name in fields)) fields[name] = value ?? "";
  }
  const { action = "", method = "get" } = attributesOf(head);
  return { action, method: method.toLowerCase(), fields };
}

// Plays the browser until it is sent to the redirect URI, and gives what it brings there.
async function browse(url) {
  const cookies = new Map();
  let request = { url, init: {} };
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...request.init.headers, ...(cookie && { Cookie: cookie }) };
    const answer = await fetch(request.url, { ...request.init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = answer.headers.get("Location");
    if (location) {
      const target = new URL(location, request.url);
      if (target.href.startsWith(REDIRECT_URI)) return target.searchParams;
      request = { url: target.href, init: {} };
      continue;
    }
    const text = await answer.text();
    check(answer.ok, `the sign-in page: ${answer.status} ${text}`);
    const { action, method, fields } = formOf(text);
    if ("username" in fields) fields.username = USER;
    if ("password" in fields) fields.password = PASSWORD;
    const target = new URL(action || request.url, request.url);
    const body = new URLSearchParams(fields);
    if (target.href.startsWith(REDIRECT_URI)) return body;
    if (method === "post") {
      request = { url: target.href, init: { method: "POST", body } };
    } else {
      target.search = body.toString();
      request = { url: target.href, init: {} };
    }
  }
  throw new Error(`the sign-in did not end after ${PAGES_MAX} pages`);
}

async function authorizationCode(client) {
  const { verifier, challenge } = await new msal.CryptoProvider().generatePkceCodes();
  const asked = { scopes: SCOPES, redirectUri: REDIRECT_URI, state: "the-state" };
  const url = await client.getAuthCodeUrl({ ...asked, codeChallenge: challenge, codeChallengeMethod: "S256" });
  const brought = await browse(url);
  check(brought.get("state") === "the-state", `the state came back as ${brought.get("state")}`);
  check(brought.get("code"), `no code, but ${brought}`);
  const answer = await client.acquireTokenByCode({ ...asked, code: brought.get("code"), codeVerifier: verifier });
  const token = tokenOf(answer, "authorization code");
  check(answer.account?.username === USER, `who signed in: ${answer.account?.username}`);
  await checkReads(token);
  const body = { qualification: "Education", educationSegment: "K12", website: "https://lakeside.k12.wa.us" };
  const created = await call("POST", `/v1/customers/${SCHOOL}/qualifications`, token, body, 201);
  check(created.qualification === "Education", `what was created: ${JSON.stringify(created)}`);
}

try {
  const confidential = () => new msal.ConfidentialClientApplication(settings(APPLICATION, { clientSecret: SECRET }));
  await clientCredentials(confidential());
  await openIdConnect();
  await password();
  await refreshToken(confidential(), await userByDevice());
  await authorizationCode(confidential());
} catch (error) {
  console.error("failed:", error);
  process.exit(1);
}
