import { once } from 'node:events';
import { connect } from 'node:net';
import type { Express } from 'express';
import { createApp } from '../../src/http/app.ts';
import type { AppDeps } from '../../src/http/app.ts';
import { createDrain } from '../../src/http/drain.ts';
import type { Drain } from '../../src/http/drain.ts';
import type { Endpoint } from '../../src/http/endpoint.ts';
import { createGuards } from '../../src/http/guards.ts';
import type { GuardDeps } from '../../src/http/guards.ts';
import type { HttpServed } from '../../src/http/metrics.ts';
import { listen } from '../../src/http/server.ts';
import type { Listening } from '../../src/http/server.ts';
import type { Log, LogFields } from '../../src/kernel/log.ts';
import type { ActiveSession } from '../../src/sessions/session-store.ts';
import { eventually } from './store-eventually.ts';

export const PUBLIC_URL = 'http://sso.example.com';
export const DESK = 'https://desk.example.com';
export const ADMIN_TOKEN = 'operators-only-0123456789';

export interface LogLine extends LogFields {
  readonly level: keyof Log;
  readonly message: string;
}

export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write =
    (level: keyof Log): Log[typeof level] =>
    (fields, message) => {
      lines.push({ ...fields, level, message });
    };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export const aResumedSession = (username = 'ada@example.com'): ActiveSession => {
  const subject = { namespace: 'okta', username, identity: username };
  return {
    session: {
      subject,
      connection: 'okta',
      nameId: { value: username },
      trace: 'bako-timi-sero-lafi',
      createdAt: 0,
      expiresAt: 1,
      idleMs: 1,
    },
    state: { subject },
    ceiling: 'admin',
  };
};

/** Credentials that live: `agent-session` and `admin-session`. */
export const guardDeps = (changes: Partial<GuardDeps> = {}): GuardDeps => ({
  settings: { publicUrl: PUBLIC_URL, cors: [DESK] },
  sessionCookie: 'flexgate',
  adminToken: ADMIN_TOKEN,
  resume: async (credential) => (/^(agent|admin)-session$/.test(credential) ? aResumedSession(credential) : undefined),
  effectiveRole: ({ state }) => state.subject.username.replace('-session', ''),
  stateOf: async ({ state }) => state,
  verifyAccount: ({ username, password }) => username === 'AC1' && password === 'auth:token',
  onWrongCredentials: async () => undefined,
  ...changes,
});

export interface TestApp extends Listening {
  readonly app: Express;
  readonly drain: Drain;
  readonly log: ReturnType<typeof recordingLog>;
  readonly served: HttpServed[];
  /** Never follows a redirect. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

export async function startApp(
  endpoints: readonly Endpoint[],
  changes: Partial<AppDeps> = {},
  guards: Partial<GuardDeps> = {},
  shutdownMs = 60_000,
): Promise<TestApp> {
  const log = recordingLog();
  const served: HttpServed[] = [];
  const drain = createDrain();
  let requests = 0;
  const deps: AppDeps = {
    endpoints,
    guards: createGuards(guardDeps(guards)),
    settings: { publicUrl: PUBLIC_URL, cors: [DESK], trustProxy: false },
    log,
    metrics: { httpServed: (one) => served.push(one) },
    clock: () => 1_000,
    problemPage: ({ code, detail }) => `<h1>${code}</h1><p>${detail}</p>`,
    idSource: () => `request-${++requests}`,
    drain,
    ...changes,
  };
  const app = createApp(deps);
  const listening = await listen(app, { port: 0, host: '127.0.0.1', requestTimeoutMs: 60_000, shutdownMs, drain });
  const send = async (path: string, init: RequestInit = {}) =>
    fetch(listening.url + path, { redirect: 'manual', ...init });
  return { ...listening, app, drain, log, served, send };
}

/** Sends these very octets and answers all that comes back until the server closes the connection. */
export async function sendRaw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  socket.write(request);
  let answer = '';
  for await (const text of socket) answer += String(text);
  return answer;
}

/** Waits until the condition holds. */
export const until = (condition: () => boolean): Promise<unknown> => eventually(async () => condition(), Boolean);

export interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** A promise that a test fulfils when it wants to. */
export function deferred(): Deferred {
  const fulfilled = new AbortController();
  const promise = once(fulfilled.signal, 'abort').then(() => undefined);
  return { promise, resolve: () => fulfilled.abort() };
}
