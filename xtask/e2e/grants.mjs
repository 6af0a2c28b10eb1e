// Signs in to a sandbox with MSAL for Node by certificate and on behalf of a user, and shares a refresh token.
//
// SANDBOX_URL is the sandbox's https URL; NODE_EXTRA_CA_CERTS names the CA that its certificate is from; CLIENT_KEY and
// CLIENT_CERTIFICATE name the files of a pair whose certificate the sandbox's application lists.

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { API, APPLICATION, SCOPES, checkReads, deviceCode, msal, settings, tokenOf } from "./sandbox.mjs";

const POWERSHELL = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const WORKERS = 2;
const ROUNDS = 5;

function certificate() {
  const { fingerprint256 } = new X509Certificate(readFileSync(process.env.CLIENT_CERTIFICATE));
  return {
    thumbprintSha256: fingerprint256.replaceAll(":", ""),
    privateKey: readFileSync(process.env.CLIENT_KEY, "ascii"),
  };
}

// A client of its own for each flow: MSAL keeps an assertion until it ends, and the sandbox takes each once.
const confidential = () =>
  new msal.ConfidentialClientApplication(settings(APPLICATION, { clientCertificate: certificate() }));

const native = () => new msal.PublicClientApplication(settings(POWERSHELL, {}));

async function byCertificate() {
  const answer = await confidential().acquireTokenByClientCredential({ scopes: [`${API}/.default`] });
  await checkReads(tokenOf(answer, "client credentials by certificate"));
}

async function onBehalfOf() {
  const { token } = await deviceCode(native(), [`api://${APPLICATION}/access_as_user`]);
  const answer = await confidential().acquireTokenOnBehalfOf({ oboAssertion: token, scopes: SCOPES });
  await checkReads(tokenOf(answer, "on behalf of the user, by certificate"));
}

// Two workers with one refresh token, as processes behind a load balancer have it.
async function twoWorkers() {
  const { refreshToken } = await deviceCode(native(), SCOPES);
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
