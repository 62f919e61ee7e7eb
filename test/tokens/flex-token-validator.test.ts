import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { validator } from 'twilio-flex-token-validator';
import { slotOf } from '../../src/provisioning/subject.ts';
import { resumeSession } from '../../src/sessions/resume-session.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { createExchangeCodes } from '../../src/tokens/exchange-codes.ts';
import { createMintToken } from '../../src/tokens/mint-token.ts';
import { tokenRoutes } from '../../src/tokens/routes.ts';
import { createJwtTokenIssuer } from '../../src/tokens/token-issuer.jwt.ts';
import { createValidateToken } from '../../src/tokens/validate.ts';
import { callEndpoint } from '../support/call-endpoint.ts';
import { selfSigned } from '../support/self-signed.ts';
import { confirmRoles, decideRoles } from '../support/store-people.ts';
import { aSession, ada } from '../support/subject-states.ts';
import { aTokenSettings } from '../support/token-settings.ts';

// Twilio's own validator, as customers' servers and Functions run it. It knows one host, iam.twilio.com:443; here the
// connections to that name end at a server of the test, and everything else about them is real, TLS included.
const HOST = 'iam.twilio.com';
const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const AUTH_TOKEN = 'the auth token of the account';
const PATH = /^\/v1\/Accounts\/(\w+)\/Tokens\/validate$/;

class DetourAgent extends https.Agent {
  private readonly detour: ConnectionOptions;
  constructor(detour: ConnectionOptions) {
    super({ keepAlive: false });
    this.detour = detour;
  }
  override createConnection(options: ConnectionOptions) {
    if (options.host !== HOST) throw new Error(`unexpected host: ${options.host}`);
    return connect({ ...this.detour, host: '127.0.0.1', servername: HOST });
  }
}

const settings = aTokenSettings();
const clock = () => NOW;
const store = createMemoryStore({ clock });
const issuer = createJwtTokenIssuer({ settings, clock });
const mint = createMintToken({ issuer, settings, clock, isShared: () => false });
const resume = resumeSession(store.sessions, { onDemotion: 'downgrade', ceilingOf: () => 'admin' });
const endpoints = tokenRoutes({
  mint,
  validate: createValidateToken({
    issuer,
    ledger: store.ledger,
    ceilingOf: () => 'admin',
    accountSid: settings.accountSid,
  }),
  codes: createExchangeCodes(store.records),
  sessions: { resume },
  settings,
  clock,
});
const basic = `Basic ${Buffer.from(`${settings.accountSid}:${AUTH_TOKEN}`).toString('base64')}`;

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, AccountSid] = PATH.exec(req.url ?? '') ?? [];
  if (AccountSid === undefined || req.headers.authorization !== basic) {
    res.writeHead(401).end('{"message":"wrong credentials"}');
    return;
  }
  const body: unknown = JSON.parse(await text(req));
  const route = ['POST', '/v1/Accounts/:AccountSid/Tokens/validate'] as const;
  const reply = await callEndpoint(endpoints, route, { params: { AccountSid }, body });
  res.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.json));
}

const realAgent = https.globalAgent;
let server: https.Server;

beforeAll(async () => {
  await decideRoles(store, ['supervisor', 'wfo.team_leader'], NOW);
  await confirmRoles(store, ['supervisor', 'wfo.team_leader']);
  const certificate = await selfSigned(HOST);
  server = https.createServer(certificate, (req, res) => void serve(req, res));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  https.globalAgent = new DetourAgent({ port: (server.address() as AddressInfo).port, ca: certificate.cert });
});

afterAll(async () => {
  https.globalAgent = realAgent;
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

async function aToken(): Promise<string> {
  const credential = await store.sessions.create(aSession({ createdAt: NOW, expiresAt: NOW + 36_000_000 }));
  const resumed = await resume(credential, NOW);
  return mint(resumed!, { grants: ['chat', 'task_router'] }).token;
}
const validated = (token: string) => validator(token, settings.accountSid, AUTH_TOKEN);

test('Twilio’s token validator accepts a token of ours, and gets its bearer', async () => {
  await expect(validated(await aToken())).resolves.toStrictEqual({
    valid: true,
    code: 0,
    message: null,
    expiration: '2026-11-24T09:00:00.000Z',
    realm_user_id: 'ada@example.com',
    identity: 'ada_40example_2Ecom',
    roles: ['supervisor', 'wfo.team_leader'],
    worker_sid: 'WKada',
  });
});

test('it rejects a token that was altered, with our message', async () => {
  const [header, , signature] = (await aToken()).split('.');
  const payload = Buffer.from(JSON.stringify({ grants: { identity: ada.identity } })).toString('base64url');
  await expect(validated(`${header}.${payload}.${signature}`)).rejects.toBe('Invalid Access Token signature');
});

test('it rejects what is no token at all', async () => {
  await expect(validated('nonsense')).rejects.toBe('Invalid Access Token');
});

test('it rejects the token of a person who was blocked after it was minted', async () => {
  const token = await aToken();
  await store.ledger.block(slotOf(ada.identity), { at: NOW, by: 'operator', reason: 'left' });
  await expect(validated(token)).rejects.toContain('blocked');
});
