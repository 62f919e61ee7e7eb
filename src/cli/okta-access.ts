import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { webUrl } from '../config/schema-basics.ts';
import { Refusal } from '../kernel/refusal.ts';
import { createOktaClient } from '../okta/okta-client.ts';
import type { OktaClient } from '../okta/okta-client.ts';
import type { OktaCredentials } from '../okta/okta-settings.ts';
import type { CliCall, CliOption } from './command.ts';
import { readTextFile } from './files.ts';

const DEFAULT_TOKEN = 'OKTA_API_TOKEN';

/** How a command reaches an org. The token itself is never an argument: those are seen in the list of processes. */
export const OKTA_OPTIONS: readonly CliOption[] = [
  { flags: '--org <url>', summary: 'the Okta org, https://acme.okta.com (default: OKTA_ORG)' },
  {
    flags: '--token-env <name>',
    summary: `the environment variable that holds an API token (default: ${DEFAULT_TOKEN})`,
  },
  { flags: '--client-id <id>', summary: 'of an OAuth 2.0 service app, instead of a token' },
  { flags: '--private-key <file>', summary: 'its private key, PEM' },
  { flags: '--key-id <kid>', summary: 'which of its public keys, where it has several' },
];

const invalid = (problem: string): Refusal => new Refusal('COMMAND_INVALID', { problem });

/** Whether the call says which org, so that a check of it is wanted. */
export const namesOrg = ({ options, host }: CliCall): boolean =>
  (options.text('org') ?? host.env['OKTA_ORG'] ?? '') !== '';

function orgOf({ options, host }: CliCall): string {
  const text = options.text('org') ?? host.env['OKTA_ORG'] ?? '';
  if (text === '') throw invalid('name the org with --org https://acme.okta.com, or in OKTA_ORG');
  if (!webUrl.safeParse(text).success) throw invalid(`“${text}” is not the https address of an org`);
  const { origin, hostname } = new URL(text);
  const admin = /^([^.]+)-admin\.(okta|oktapreview|okta-emea)\.com$/.exec(hostname);
  if (admin !== null) throw invalid(`${hostname} is the admin console; the org is https://${admin[1]}.${admin[2]}.com`);
  return origin;
}

function credentialsOf({ options, host }: CliCall, scopes: readonly string[]): OktaCredentials {
  const [clientId, keyFile, keyId] = ['clientId', 'privateKey', 'keyId'].map((name) => options.text(name));
  if ((clientId === undefined) !== (keyFile === undefined)) throw invalid('--client-id and --private-key go together');
  if (clientId !== undefined && keyFile !== undefined) {
    const privateKey = readTextFile(keyFile);
    return { kind: 'service-app', clientId, privateKey, scopes, ...(keyId !== undefined && { keyId }) };
  }
  const variable = options.text('tokenEnv') ?? DEFAULT_TOKEN;
  const token = host.env[variable] ?? '';
  if (token === '') throw invalid(`the environment variable ${variable} is not set: it holds the API token`);
  return { kind: 'token', token };
}

export interface OktaAccess {
  readonly org: string;
  readonly client: OktaClient;
}

/** Access to the org that the command names. Nothing is sent here. Refusal COMMAND_INVALID. */
export function oktaAccess(call: CliCall, scopes: readonly string[]): OktaAccess {
  const org = orgOf(call);
  const client = createOktaClient(
    { org, credentials: credentialsOf(call, scopes) },
    { fetch, clock: call.host.clock, sleep, randomId: randomUUID },
  );
  return { org, client };
}
