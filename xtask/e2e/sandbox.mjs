// The sandbox that SANDBOX_URL names: who is in it, and how it is asked.

import { createRequire } from "node:module";

// The packages are not beside this file, but where they were installed.
export const msal = createRequire(`${process.env.QUALIFY_NODE_PACKAGES}/`)("@azure/msal-node");

export const URL_BASE = process.env.SANDBOX_URL;
export const TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
export const APPLICATION = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";
export const USER = "ana@northlight.example";
export const API = "https://api.partnercenter.microsoft.com";
export const SCOPES = [`${API}/user_impersonation`];

export function check(condition, text) {
  if (!condition) throw new Error(text);
}

export function tokenOf(answer, what) {
  check(answer?.accessToken, `${what}: no token`);
  console.log(`  ${what}: a token`);
  return answer.accessToken;
}

export async function call(method, path, token, body, expected = 200) {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(URL_BASE + path, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  check(answer.status === expected, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

export async function checkReads(token) {
  const page = await call("GET", "/v1/customers", token);
  check(page.totalCount === 7, `the partner has seven customers, not ${page.totalCount}`);
}

export function settings(clientId, more) {
  const knownAuthorities = [new URL(URL_BASE).host];
  return { auth: { clientId, authority: `${URL_BASE}/${TENANT}`, knownAuthorities, ...more } };
}

export async function deviceCode(client, scopes) {
  const approve = async ({ userCode }) => {
    const answer = await fetch(`${URL_BASE}/sandbox/device/approve`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user_code: userCode, user: USER }),
    });
    check(answer.ok, `the approval: ${answer.status} ${await answer.text()}`);
  };
  let approval;
  const answer = await client.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: (code) => {
      approval = approve(code);
    },
  });
  await approval;
  return { token: tokenOf(answer, "device code"), refreshToken: refreshTokenOf(client) };
}

// The library keeps it to itself; its cache is the way to it.
function refreshTokenOf(client) {
  const cache = JSON.parse(client.getTokenCache().serialize());
  const [entry] = Object.values(cache.RefreshToken ?? {});
  check(entry?.secret, "a user's sign-in gives a refresh token");
  return entry.secret;
}
