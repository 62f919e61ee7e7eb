import type { TwilioAddress } from './bench-config.ts';
import { cpuSecondsOf, runScript } from './processes.ts';

export interface HeldWorker {
  readonly sid: string;
  readonly friendly_name: string;
  readonly attributes: string;
}

export interface TwilioState {
  readonly workers: readonly HeldWorker[];
  readonly users: readonly { readonly identity: string; readonly role_sid: string }[];
  readonly roles: readonly { readonly sid: string; readonly friendly_name: string }[];
  readonly requests: readonly { readonly method: string; readonly path: string; readonly status: number }[];
}

/** Requests that are not carried out: all of them hang, all lose their connection, or those of TaskRouter alone do. */
export type Failure = 'hang' | 'cut' | 'cut-taskrouter';

const FAULTS: Readonly<Record<Failure, object>> = {
  hang: { hang: true },
  cut: { dropConnection: true },
  'cut-taskrouter': { dropConnection: true, pathPattern: '^/taskrouter/' },
};

/** The stand-in of Twilio in a process of its own, with its switches. */
export interface Twilio {
  readonly address: TwilioAddress;
  state(): Promise<TwilioState>;
  /** Forgets the requests so far. */
  clear(): Promise<void>;
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** From now on, beside what failed before. */
  fail(how: Failure): Promise<void>;
  heal(): Promise<void>;
  /** Seconds of CPU that it has used. */
  cpuSeconds(): number;
  stop(): void;
}

const FOR_GOOD = 1_000_000;

export async function startTwilio(latencyMs = 0): Promise<Twilio> {
  const { line, pid, stop } = await runScript('twilio-process.ts', [String(latencyMs)]);
  const address = JSON.parse(line) as TwilioAddress;
  const control = async (path: string, body: object = {}): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${address.url}/_control/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the stand-in's ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  return {
    address,
    state: async () => (await (await fetch(`${address.url}/_control/state`)).json()) as TwilioState,
    clear: () => control('clear'),
    set: (settings) => control('settings', settings),
    fail: (how) => control('faults', { ...FAULTS[how], times: FOR_GOOD }),
    heal: () => control('faults/reset'),
    cpuSeconds: () => cpuSecondsOf(pid),
    stop,
  };
}

/** Flex role on each worker, by friendly name. */
export const rolesOf = ({ workers }: TwilioState): ReadonlyMap<string, string> =>
  new Map(
    workers.map(({ friendly_name: name, attributes }) => {
      const { roles } = JSON.parse(attributes) as { readonly roles?: readonly string[] };
      return [name, roles?.[0] ?? ''];
    }),
  );

/** Name of the service role that each User carries, by identity. */
export function serviceRolesOf({ users, roles }: TwilioState): ReadonlyMap<string, string> {
  const names = new Map(roles.map(({ sid, friendly_name: name }) => [sid, name]));
  return new Map(users.map(({ identity, role_sid: sid }) => [identity, names.get(sid) ?? '']));
}
