// MSAL for Node and fetch with nothing but Microsoft's own addresses, behind scripts/behind-microsofts-names.sh.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.QUALIFY_NODE_PACKAGES}/`);
const { ConfidentialClientApplication, PublicClientApplication } = require("@azure/msal-node");

const API = "https://api.partnercenter.microsoft.com";
const TENANT = "5f1c2a7e-3b64-4d0e-9a51-7c8e2f60b1d4";
const CLIENT = "0d7e2f7a-58a5-4c55-8f5e-0b1c2d3e4f50";

async function checkCustomers({ accessToken }, what) {
  const answer = await fetch(`${API}/v1/customers`, { headers: { Authorization: `Bearer ${accessToken}` } });
  const text = await answer.text();
  if (!answer.ok || JSON.parse(text).totalCount !== 7) throw new Error(`${what}: ${answer.status} ${text}`);
  console.log(`  ${what}: seven customers`);
}

for (const host of ["login.microsoftonline.com", "login.windows.net"]) {
  const authority = `https://${host}/${TENANT}`;
  const confidential = new ConfidentialClientApplication({
    auth: { clientId: CLIENT, clientSecret: "sandbox-secret", authority },
  });
  const scopes = [`${API}/.default`];
  await checkCustomers(await confidential.acquireTokenByClientCredential({ scopes }), `secret at ${host}`);
  const client = new PublicClientApplication({ auth: { clientId: CLIENT, authority } });
  const signIn = { scopes, username: "ana@northlight.example", password: "sandbox" };
  await checkCustomers(await client.acquireTokenByUsernamePassword(signIn), `password at ${host}`);
}
