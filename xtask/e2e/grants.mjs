// Signs in to a sandbox with MSAL for Node by certificate and on behalf of a user, and shares a refresh token.
//
// SANDBOX_URL is the sandbox's https URL; NODE_EXTRA_CA_CERTS names the CA that its certificate is from; CLIENT_KEY and
// CLIENT_CERTIFICATE name the files of a pair whose certificate the sandbox's application lists.

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// The packages are not beside this file, but where they were installed.
const { ConfidentialClientApplication, PublicClientApplication } =
  createRequire(`${process.env.QUALIFY_NODE_PACKAGES}/`)("@azure/msal-node");

const URL_BASE = process.env.SANDBOX_URL;
const TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const APPLICATION = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";
const POWERSHELL = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const USER = "ana@northlight.example";
const API = "https://api.partnercenter.microsoft.com";
const SCOPES = [`${API}/user_impersonation`];
const WORKERS = 2;
const ROUNDS = 5;

function check(condition, text) {
  if (!condition) throw new Error(text);
}

function tokenOf(answer, what) {
  check(answer?.accessToken, `${what}: no token`);
  console.log(`  ${what}: a token`);
  return answer.accessToken;
}

async function checkReads(token) {
  const answer = await fetch(`${URL_BASE}/v1/customers`, { headers: { Authorization: `Bearer ${token}` } });
  check(answer.ok, `the customers: ${answer.status} ${await answer.clone().text()}`);
  check((await answer.json()).totalCount === 7, "the partner has seven customers");
}

function auth(clientId, more) {
  const knownAuthorities = [new URL(URL_BASE).host];
  return { auth: { clientId, authority: `${URL_BASE}/${TENANT}`, knownAuthorities, ...more } };
}

function certificate() {
  const { fingerprint256 } = new X509Certificate(readFileSync(process.env.CLIENT_CERTIFICATE));
  return {
    thumbprintSha256: fingerprint256.replaceAll(":", ""),
    privateKey: readFileSync(process.env.CLIENT_KEY, "ascii"),
  };
}

// A client of its own for each flow: MSAL keeps an assertion until it ends, and the sandbox takes each once.
const confidential = () =>
  new ConfidentialClientApplication(auth(APPLICATION, { clientCertificate: certificate() }));

const native = () => new PublicClientApplication(auth(POWERSHELL, {}));

async function deviceCode(scopes) {
  const client = native();
  let approval;
  const approve = async ({ userCode }) => {
    const body = JSON.stringify({ user_code: userCode, user: USER });
    const answer = await fetch(`${URL_BASE}/sandbox/device/approve`, { method: "POST", body });
    check(answer.ok, `the approval: ${answer.status} ${await answer.text()}`);
  };
  const answer = await client.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: (code) => {
      approval = approve(code);
    },
  });
  await approval;
  // The library keeps the refresh token to itself; its cache is the way to it.
  const [entry] = Object.values(JSON.parse(client.getTokenCache().serialize()).RefreshToken ?? {});
  check(entry?.secret, "a user's sign-in gives a refresh token");
  return { token: tokenOf(answer, "device code"), refreshToken: entry.secret };
}

async function byCertificate() {
  const answer = await confidential().acquireTokenByClientCredential({ scopes: [`${API}/.default`] });
  await checkReads(tokenOf(answer, "client credentials by certificate"));
}

async function onBehalfOf() {
  const { token } = await deviceCode([`api://${APPLICATION}/access_as_user`]);
  const answer = await confidential().acquireTokenOnBehalfOf({ oboAssertion: token, scopes: SCOPES });
  await checkReads(tokenOf(answer, "on behalf of the user, by certificate"));
}

// Two workers with one refresh token, as processes behind a load balancer have it.
async function twoWorkers() {
  const { refreshToken } = await deviceCode(SCOPES);
  const work = async () => {
    let token;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await native().acquireTokenByRefreshToken({ refreshToken, scopes: SCOPES });
      token = tokenOf(answer, "one refresh token, shared");
    }
    return token;
  };
  const tokens = await Promise.all(Array.from({ length: WORKERS }, work));
  await checkReads(tokens[0]);
}

try {
  await byCertificate();
  await onBehalfOf();
  await twoWorkers();
} catch (error) {
  console.error("failed:", error);
  process.exit(1);
}
