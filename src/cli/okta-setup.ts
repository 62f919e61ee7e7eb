import { counted } from '../kernel/counted.ts';
import { Refusal } from '../kernel/refusal.ts';
import { appConnection } from '../okta/app-connection.ts';
import type { AppConnection } from '../okta/app-connection.ts';
import { applySetup, ensureNotBlocked } from '../okta/apply-setup.ts';
import { observeSetup } from '../okta/observe-setup.ts';
import type { AppChoice } from '../okta/observe-setup.ts';
import { MANAGE_SCOPES } from '../okta/okta-settings.ts';
import { planSetup } from '../okta/plan-setup.ts';
import { changeHead } from '../okta/setup-plan.ts';
import type { SetupPlan } from '../okta/setup-plan.ts';
import { INSIGHTS_ATTRIBUTES } from '../okta/wanted-setup.ts';
import type { NameIdChoice, WantedAttribute, WantedSetup } from '../okta/wanted-setup.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { findConfig, requireConfig } from './config-source.ts';
import { replaceTextFile } from './files.ts';
import { OKTA_OPTIONS, oktaAccess } from './okta-access.ts';
import type { OktaAccess } from './okta-access.ts';
import { connectionBlock, withConnection } from './okta-config-file.ts';
import type { ConnectionText } from './okta-config-file.ts';
import { gatewayAddresses } from './okta-gateway.ts';
import { readGroupsFile } from './okta-groups-file.ts';
import { planEnd, setupPlanText } from './okta-plan-text.ts';
import { lines, PLAIN } from './style.ts';
import { terminalText } from './terminal-text.ts';

export const DEFAULT_LABEL = 'Flexgate';
const GROUP_PREFIX = 'flex-';

const invalid = (problem: string): Refusal => new Refusal('COMMAND_INVALID', { problem });

/** `department`, or `team_id=user.division`. */
function attributeOf(text: string): WantedAttribute {
  const [, name = '', expression] = /^([^=]+)(?:=(.+))?$/s.exec(text) ?? [];
  const wanted = expression ?? INSIGHTS_ATTRIBUTES.get(name);
  if (wanted !== undefined) return { name, expression: wanted };
  const known = [...INSIGHTS_ATTRIBUTES].filter(([, usual]) => usual !== undefined).map(([each]) => each);
  throw invalid(
    `${name || text} has no field of its own in Okta’s profile: write --attribute ${name || 'NAME'}=user.YOURFIELD (without “=”: ${known.join(', ')})`,
  );
}

function nameIdOf(text: string | undefined): NameIdChoice | undefined {
  if (text === undefined || text === 'email' || text === 'username') return text;
  throw invalid('--name-id is email or username');
}

function wantedSetup(call: CliCall): WantedSetup {
  const { options } = call;
  const gateway = gatewayAddresses(call);
  const [nameId, relayState, prefix, file] = [
    nameIdOf(options.text('nameId')),
    options.text('relayState'),
    options.text('groupPrefix'),
    options.text('groups'),
  ];
  return {
    label: options.text('label') ?? DEFAULT_LABEL,
    acsUrl: gateway.acsUrl,
    audience: gateway.entityId,
    ...(nameId !== undefined && { nameId }),
    ...(gateway.nameIdFormat !== undefined && { nameIdFormat: gateway.nameIdFormat }),
    ...(relayState !== undefined && { relayState }),
    attributes: options.list('attribute').map(attributeOf),
    groupFilter: { startsWith: prefix ?? GROUP_PREFIX, chosen: prefix !== undefined },
    groups: file === undefined ? [] : readGroupsFile(file),
  };
}

export function appChoice({ options }: CliCall): AppChoice {
  const id = options.text('app');
  return { label: options.text('label') ?? DEFAULT_LABEL, ...(id !== undefined && { id }) };
}

/** A person at a terminal is asked; a script says --yes. */
async function ensureConfirmed(plan: SetupPlan, org: string, { options, host }: CliCall): Promise<void> {
  if (plan.changes.length === 0 || options.flag('yes')) return;
  const question = `Make ${counted(plan.changes.length, 'change')} in ${org}? [y/N] `;
  if (!host.input.isTTY) throw new Refusal('CONFIRMATION_REQUIRED', { question });
  host.err.write(`${terminalText(setupPlanText(plan, org, PLAIN), false)}\n`);
  const reply = await host.input.ask(question);
  if (!/^y(es)?$/i.test(reply.trim())) throw new Refusal('CONFIRMATION_REQUIRED', { question });
}

function configuredConnection(call: CliCall, connection: string, app: AppConnection): ConnectionText {
  const { text, sources } = requireConfig(call.host.env);
  return withConnection(text, { file: sources.file, connection, label: call.options.text('connectionLabel') }, app);
}

/** The org is set up by now: where the file cannot be written, its lines must not be lost with it. */
function writeConfig(call: CliCall, { text, changes }: ConnectionText, block: string): void {
  const { file } = requireConfig(call.host.env).sources;
  if (changes.length === 0) return;
  try {
    replaceTextFile(file, text);
  } catch (error) {
    call.host.err.write(`The org is set up, but ${file} could not be written. Put this into it:\n\n${block}\n`);
    throw error;
  }
}

interface Outcome {
  readonly org: string;
  readonly plan: SetupPlan;
  readonly appId: string;
  readonly app: AppConnection;
  readonly connection: string;
  /** undefined: printed instead. */
  readonly config: (ConnectionText & { readonly file: string }) | undefined;
  readonly block: string;
}

function outcomeText({ org, plan, app, config, block }: Outcome, made: string): string {
  const told = plan.notes.map(({ text }) => `  kept ${text}`);
  const written =
    config === undefined
      ? ['Put this into the configuration of the gateway (or run this again with --write):', '', block]
      : [
          config.changes.length === 0 ? `${config.file}: nothing to do` : `${config.file}: written`,
          ...config.changes.map((change) => `  ~ ${change}`),
          ...config.notes.map((note) => `  note ${note}`),
        ];
  return lines(`${org}: ${made}`, told, `Issuer ${app.entityId}, signing key ${app.kid}`, written, whoMayOpen(plan));
}

/** A new app opens for nobody, which shows only when the first person clicks. */
function whoMayOpen({ changes }: SetupPlan): readonly string[] {
  const [isNew, isAssigned] = ['create-app', 'assign-group'].map((kind) =>
    changes.some((change) => change.kind === kind),
  );
  if (isNew !== true || isAssigned === true) return [];
  return [
    'Nobody may open the new app yet: Applications > Applications > the app > Assignments, or --groups with a file.',
  ];
}

function outcomeAnswer(outcome: Outcome): Answer {
  const { org, plan, appId, app, connection, config } = outcome;
  const steps = plan.changes.length;
  const made = steps === 0 ? 'nothing to do' : `${steps} ${steps === 1 ? 'step' : 'steps'} done`;
  return {
    ok: true,
    json: {
      org,
      app: appId,
      plan,
      connection: { name: connection, ...app },
      ...(config !== undefined && { config: { file: config.file, changes: config.changes, notes: config.notes } }),
    },
    text: () => outcomeText(outcome, made),
  };
}

/** What the connection must become, and what is written where. */
async function finish(
  call: CliCall,
  access: OktaAccess,
  plan: SetupPlan,
  app: Awaited<ReturnType<typeof applySetup>>,
): Promise<Answer> {
  const { connection } = gatewayAddresses(call);
  const facts = await appConnection(access.client, app);
  const write = call.options.flag('write');
  const config = write ? configuredConnection(call, connection, facts) : undefined;
  const block = connectionBlock(connection, facts, call.options.text('connectionLabel'));
  if (config !== undefined) writeConfig(call, config, block);
  return outcomeAnswer({
    org: access.org,
    plan,
    appId: app.id,
    app: facts,
    connection,
    config: config && { ...config, file: requireConfig(call.host.env).sources.file },
    block,
  });
}

/** What the configuration would become, where the app is there already. */
async function plannedConfig(
  call: CliCall,
  { client }: OktaAccess,
  app: Parameters<typeof appConnection>[1] | undefined,
): Promise<readonly string[]> {
  if (!call.options.flag('write') || findConfig(call.host.env) === undefined) return [];
  const { connection } = gatewayAddresses(call);
  const { file } = requireConfig(call.host.env).sources;
  if (app === undefined) return [`${file}: connections.${connection} is written once the app is there`];
  const { changes } = configuredConnection(call, connection, await appConnection(client, app));
  return changes.map((change) => `${file}: ${change}`);
}

async function run(call: CliCall): Promise<Answer> {
  const access = oktaAccess(call, MANAGE_SCOPES);
  const [wanted, choice] = [wantedSetup(call), appChoice(call)];
  const { client, org } = access;
  const observed = await observeSetup(client, wanted, choice);
  const plan = planSetup(wanted, observed);
  if (call.options.flag('plan')) {
    const config = await plannedConfig(call, access, observed.app);
    return {
      ok: plan.notes.every(({ severity }) => severity !== 'blocked'),
      json: { org, plan, config },
      text: (style) =>
        lines(
          setupPlanText(plan, org, style),
          config.map((change) => `  ${style.warn('~')} ${change}`),
          planEnd(plan, config) ?? [],
        ),
    };
  }
  ensureNotBlocked(plan);
  await ensureConfirmed(plan, org, call);
  const done = (change: SetupPlan['changes'][number]): void =>
    void call.host.err.write(`done: ${terminalText(changeHead(change), false)}\n`);
  return finish(call, access, plan, await applySetup(plan, { client, wanted, choice, done }));
}

export const oktaSetup: CliCommand = {
  name: 'okta setup',
  summary: 'make or mend the SAML app in an Okta org, and connect the gateway to it; a second time changes nothing',
  options: [
    ...OKTA_OPTIONS,
    { flags: '--connection <name>', summary: 'of the gateway’s configuration (default: okta)' },
    { flags: '--label <text>', summary: `of the app in Okta (default: ${DEFAULT_LABEL})` },
    { flags: '--app <id>', summary: '0oa… of the app, where its label is another or not unique' },
    { flags: '--public-url <url>', summary: 'of the gateway, where there is no configuration file yet' },
    { flags: '--name-id <what>', summary: 'email or username; a new app gets email, an existing one keeps its own' },
    { flags: '--attribute <name>', summary: 'an Insights attribute to send, or NAME=EXPRESSION', repeat: true },
    {
      flags: '--group-prefix <text>',
      summary: `groups whose names begin so are sent as groups (default: ${GROUP_PREFIX})`,
    },
    { flags: '--relay-state <url>', summary: 'where a click on the tile leads' },
    { flags: '--groups <file>', summary: 'YAML: groups of the org and the roles of each' },
    { flags: '--connection-label <text>', summary: 'for people, on the gateway’s start page; for a new connection' },
    { flags: '--write', summary: 'write the connection into the configuration file; without it the lines are printed' },
    { flags: '--plan', summary: 'show what would change, and change nothing' },
    { flags: '--yes', summary: 'without asking; needed where there is no terminal' },
  ],
  run,
};
