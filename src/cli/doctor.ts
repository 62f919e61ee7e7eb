import { configFromEnvironment } from '../config/choose-config.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { expiryResults, metadataResult } from '../okta/verify/check-certificates.ts';
import { clockResult } from '../okta/verify/check-org.ts';
import { fail, ok, warn } from '../okta/verify/check-result.ts';
import type { CheckResult } from '../okta/verify/check-result.ts';
import type { CheckedGateway } from '../okta/verify/checked-gateway.ts';
import { resultsAnswer } from './check-results-text.ts';
import type { CliCall, CliCommand, CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { checkStore } from './doctor-store.ts';
import { checkTwilio } from './doctor-twilio.ts';
import { namesOrg } from './okta-access.ts';
import { checkedConnections } from './okta-connection.ts';
import { VERIFY_OPTIONS, verifyOkta } from './okta-verify.ts';

const CLOCK_TIMEOUT_MS = 5_000;

interface Problem {
  readonly path: string;
  readonly reason: string;
}

const problemResult = ({ path, reason }: Problem): CheckResult =>
  fail('config', { message: `${path}: ${reason}.`, field: path, where: 'the configuration of the gateway' });

/** Problems of the file; undefined: the error is about something else. */
function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (!isRefusal(error) || error.code !== 'CONFIG_INVALID' || !('problems' in error.evidence)) return undefined;
  return error.evidence.problems;
}

/** What the connections' own check tells with more detail. */
const isAboutMetadata = ({ reason }: Problem): boolean => reason.startsWith('the metadata cannot be used');

async function checkConfig({ env }: CliHost): Promise<readonly CheckResult[]> {
  const { file } = requireConfig(env).sources;
  try {
    const { warnings } = await configFromEnvironment(env);
    return [
      ok('config', `${file} is valid.`),
      ...warnings.map(({ path, reason }) =>
        warn('config', { message: `${path}: ${reason}.`, field: path, where: file }),
      ),
    ];
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    return problems.filter((problem) => !isAboutMetadata(problem)).map(problemResult);
  }
}

function connectionResults({ connection, metadataProblem, now }: CheckedGateway): readonly CheckResult[] {
  if (metadataProblem !== undefined) return [metadataResult(connection.name, metadataProblem)];
  return [
    ok('metadata', `Connection ${connection.name} trusts ${connection.trust.idpEntityId}.`),
    ...expiryResults(connection, now),
  ];
}

/** How far our clock is ahead of the server's behind `url`, ms; undefined: it does not tell. */
async function clockAhead(url: string, { clock }: CliHost): Promise<number | undefined> {
  try {
    const { headers } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(CLOCK_TIMEOUT_MS) });
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : clock() - date;
  } catch {
    // Whether it answers is another check's business.
    return undefined;
  }
}

async function clockResults(gateways: readonly CheckedGateway[], host: CliHost): Promise<readonly CheckResult[]> {
  const first = gateways.find(({ connection }) => connection.idp.metadata !== undefined);
  const url = first?.connection.idp.metadata?.url;
  const ahead = url === undefined ? undefined : await clockAhead(url, host);
  if (first === undefined || url === undefined || ahead === undefined) return [];
  return [clockResult(ahead, first.connection.trust.skewMs, new URL(url).host)];
}

async function gatewaysOf(host: CliHost): Promise<readonly CheckedGateway[] | undefined> {
  try {
    return await checkedConnections(host);
  } catch (error) {
    // Told by the check of the file.
    if (problemsOf(error) !== undefined) return undefined;
    throw error;
  }
}

/** A part of the file that is wrong was told; one that cannot be reached is a finding like others. */
async function orFindings(check: string, act: () => Promise<readonly CheckResult[]>): Promise<readonly CheckResult[]> {
  try {
    return await act();
  } catch (error) {
    if (problemsOf(error) !== undefined) return [];
    if (!isRefusal(error) || error.code === 'COMMAND_INVALID') throw error;
    return [fail(check, { message: `${error.entry.title}. ${error.detailForOperators}`, field: error.code })];
  }
}

async function run(call: CliCall): Promise<ReturnType<typeof resultsAnswer>> {
  const { host } = call;
  const config = await checkConfig(host);
  const gateways = await gatewaysOf(host);
  const store = await orFindings('store', () => checkStore(host));
  const twilio = await orFindings('twilio', () => checkTwilio(host));
  const known = gateways ?? [];
  const okta =
    namesOrg(call) && gateways !== undefined ? await orFindings('okta', () => verifyOkta(call, gateways)) : [];
  const own = okta.length > 0 ? [] : [...known.flatMap(connectionResults), ...(await clockResults(known, host))];
  return resultsAnswer([...config, ...store, ...twilio, ...own, ...okta]);
}

export const doctor: CliCommand = {
  name: 'doctor',
  summary:
    'everything that a login needs: configuration, store, Twilio, certificates, clock; with --org the app in Okta too',
  options: VERIFY_OPTIONS,
  run,
};
