import { READ_SCOPES } from '../okta/okta-settings.ts';
import type { CheckResult } from '../okta/verify/check-result.ts';
import type { CheckedGateway } from '../okta/verify/checked-gateway.ts';
import { verifyApp } from '../okta/verify/verify-app.ts';
import { Refusal } from '../kernel/refusal.ts';
import { resultsAnswer } from './check-results-text.ts';
import type { CliCall, CliCommand, CliOption } from './command.ts';
import { OKTA_OPTIONS, oktaAccess } from './okta-access.ts';
import { checkedConnections, connectionNamed } from './okta-connection.ts';
import { connectionName } from './okta-gateway.ts';
import { appChoice, DEFAULT_LABEL } from './okta-setup.ts';

const DEFAULT_SAMPLE = 25;

export const VERIFY_OPTIONS: readonly CliOption[] = [
  ...OKTA_OPTIONS,
  { flags: '--connection <name>', summary: 'of the gateway’s configuration (default: okta)' },
  { flags: '--label <text>', summary: `of the app in Okta (default: ${DEFAULT_LABEL})` },
  { flags: '--app <id>', summary: '0oa… of the app, where its label is another or not unique' },
  { flags: '--sample <number>', summary: `how many assigned people are looked at (default: ${DEFAULT_SAMPLE})` },
];

function sampleOf({ options }: CliCall): number {
  const text = options.text('sample');
  if (text === undefined) return DEFAULT_SAMPLE;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Refusal('COMMAND_INVALID', { problem: '--sample is a number' });
}

/** The app against the connection that the command names. */
export function verifyOkta(call: CliCall, gateways: readonly CheckedGateway[]): Promise<readonly CheckResult[]> {
  const { client } = oktaAccess(call, READ_SCOPES);
  const gateway = connectionNamed(gateways, connectionName(call));
  return verifyApp({ client, clock: call.host.clock, sample: sampleOf(call) }, appChoice(call), gateway);
}

export const oktaVerify: CliCommand = {
  name: 'okta verify',
  summary: 'compare the app in Okta with the gateway: what is wrong, and the screen where it is changed; reads only',
  options: VERIFY_OPTIONS,
  run: async (call) => resultsAnswer(await verifyOkta(call, await checkedConnections(call.host))),
};
