import { SAML } from '@node-saml/node-saml';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import { aTrust } from '../support/saml-builders.ts';
import { idpKey } from '../support/saml-keys.ts';
import { freePort } from '../support/free-port.ts';
import { say, sizeOf } from './bench.ts';
import { benchConfig } from './bench-config.ts';
import { inLanes } from './numbers.ts';
import { startGateway } from './processes.ts';
import type { Started } from './processes.ts';
import { oktaResponse, USUAL_GROUPS } from './responses.ts';
import { startTwilio } from './twilio.ts';

const LOGINS = sizeOf('BENCH_LOGINS', 400);
const TOKENS = sizeOf('BENCH_TOKENS', 4000);

const ms = (seconds: number): string => `${(seconds * 1000).toFixed(2)} ms`;

let issued = 0;
/** Enough people that two responses of one person are never under way at once: the later would make the earlier stale. */
const PEOPLE = LOGINS;

/** Of a usual size, person after person. */
function response(base: string): string {
  issued += 1;
  const email = `person-${issued % PEOPLE}@corp.example`;
  return oktaResponse(base, { email, roles: ['supervisor', 'wfo.team_leader'], groups: USUAL_GROUPS });
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function post(base: string, encoded: string): Promise<string> {
  const answer = await fetch(`${base}/saml/okta/acs`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ SAMLResponse: encoded }),
  });
  if (answer.status !== 303) throw new Error(`a login answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** CPU per verification of one covering signature, with node-saml alone. */
async function bare(responses: readonly string[]): Promise<number> {
  const saml = new SAML({
    idpCert: idpKey().certificate,
    issuer: 'sp',
    callbackUrl: 'http://localhost/acs',
    audience: false,
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: false,
    acceptedClockSkewMs: -1,
  });
  const run = async (): Promise<void> => {
    for (const SAMLResponse of responses) await saml.validatePostResponseAsync({ SAMLResponse });
  };
  await run();
  return (await cpuOf(run)) / responses.length;
}

async function ours(base: string, responses: readonly string[]): Promise<number> {
  const verifier = createInThreadVerifier();
  const trust = aTrust({
    signed: 'either',
    acsUrl: `${base}/saml/okta/acs`,
    spEntityId: `${base}/saml/okta/metadata`,
    idpEntityId: 'http://www.okta.com/exk1examplekeyAAA1d7',
  });
  const run = async (): Promise<void> => {
    for (const encoded of responses) await verifier.verify({ encoded, trust, now: Date.now() });
  };
  await run();
  return (await cpuOf(run)) / responses.length;
}

async function fullLogin(gateway: Started): Promise<number> {
  // The first round creates everybody, so that the measured one finds them converged.
  const make = (): string[] => Array.from({ length: LOGINS }, () => response(publicUrlOf(gateway)));
  await inLanes(make(), 8, async (encoded) => void (await post(gateway.url, encoded)));
  const measured = make();
  const before = await gateway.cpuSeconds();
  await inLanes(measured, 8, async (encoded) => void (await post(gateway.url, encoded)));
  return ((await gateway.cpuSeconds()) - before) / LOGINS;
}

const publicUrlOf = ({ url }: Started): string => url.replace('127.0.0.1', 'localhost');

async function rateOf(url: string, cookie: string): Promise<number> {
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  const once = async (): Promise<void> => {
    const answer = await fetch(url, { method: 'POST', headers });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    await answer.arrayBuffer();
  };
  await inLanes(
    Array.from({ length: TOKENS / 4 }, () => 0),
    16,
    once,
  );
  const began = performance.now();
  await inLanes(
    Array.from({ length: TOKENS }, () => 0),
    16,
    once,
  );
  return TOKENS / ((performance.now() - began) / 1000);
}

/** p95 of GET /api/session, in ms, while logins keep every thread busy. */
async function latencyUnderLogins(gateway: Started, cookie: string): Promise<{ p95: number; logins: number }> {
  let running = true;
  let logins = 0;
  const seconds = sizeOf('BENCH_SECONDS', 6);
  const ready = Array.from({ length: seconds * 250 }, () => response(publicUrlOf(gateway)));
  const load = inLanes(ready, 16, async (encoded) => {
    if (!running) return;
    await post(gateway.url, encoded);
    logins += 1;
  });
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const began = performance.now();
    await (await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).arrayBuffer();
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  running = false;
  await load;
  times.sort((a, b) => a - b);
  return { p95: times[Math.floor(times.length * 0.95)] ?? 0, logins: logins / seconds };
}

async function bareServer(): Promise<{ url: string; close(): void }> {
  const app = express();
  app.post('/api/token', (_req, res) => void res.json({ token: 'none' }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/token`,
    close: () => void server.close(),
  };
}

async function main(): Promise<void> {
  const twilio = await startTwilio();
  const port = await freePort();
  const gateway = await startGateway(benchConfig({ twilio: twilio.address, port }), port);
  const base = publicUrlOf(gateway);
  const sample = Array.from({ length: LOGINS }, () => response(base));
  say(`response of ${Math.round(Buffer.from(sample[0] ?? '', 'base64').length / 1024)} kB, ${LOGINS} logins each`);
  const reference = await bare(sample);
  const verifier = await ours(base, sample);
  const login = await fullLogin(gateway);
  const compare = (name: string, value: number): void =>
    say(`${name.padEnd(52)} ${ms(value)} CPU   ${(value / reference).toFixed(2)} x bare`);
  compare('node-saml alone, one covering signature', reference);
  compare('our verifier: gate, signature, all checks', verifier);
  compare('full converged login, reads at Twilio (server CPU)', login);
  const cookie = await post(gateway.url, response(base));
  const plain = await bareServer();
  const [express5, token] = [await rateOf(plain.url, cookie), await rateOf(`${gateway.url}/api/token`, cookie)];
  say(
    `POST /api/token ${token.toFixed(0)}/s, bare express handler ${express5.toFixed(0)}/s: ${(express5 / token).toFixed(2)} x slower`,
  );
  const { p95, logins } = await latencyUnderLogins(gateway, cookie);
  say(`GET /api/session while ${logins.toFixed(0)} logins/s run: p95 ${p95.toFixed(1)} ms`);
  plain.close();
  gateway.stop();
  twilio.stop();
}

void main();
