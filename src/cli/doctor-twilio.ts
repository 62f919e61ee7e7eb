import { z } from 'zod';
import { loadTwilioSettings, readLeniently } from '../config/load-sections.ts';
import { configSchema } from '../config/schema.ts';
import { checkAgainst } from '../config/validate.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { fail, ok } from '../okta/verify/check-result.ts';
import type { CheckResult } from '../okta/verify/check-result.ts';
import type { ServiceRoleResource } from '../role-management/role-registry.ts';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { createTwilio } from '../twilio/create-twilio.ts';
import type { TwilioCheck } from '../twilio/twilio-readiness.ts';
import type { TwilioSettings } from '../twilio/twilio-settings.ts';
import type { CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { withRoles } from './role-access.ts';

const DEADLINE_MS = 15_000;

const THINGS = {
  workspace: {
    name: 'TaskRouter workspace',
    field: 'twilio.workspaceSid',
    where: 'Twilio Console > TaskRouter > Workspaces > Flex Task Assignment > Settings > Workspace SID',
    sidOf: ({ workspaceSid }: TwilioSettings) => workspaceSid,
  },
  'conversations-service': {
    name: 'Conversations Service',
    field: 'twilio.conversationsServiceSid',
    where: 'Twilio Console > Conversations > Services > Flex Chat Service > Service SID',
    sidOf: ({ conversationsServiceSid }: TwilioSettings) => conversationsServiceSid,
  },
} as const;

const KEYS = 'Twilio Console > Account > API keys & tokens (a key of the account and region of Flex)';

type Thing = (typeof THINGS)[TwilioCheck['name']];
type Told = Omit<CheckResult, 'check' | 'level'>;

const wrongCredentials = ({ accountSid, apiKey }: TwilioSettings): Told => ({
  message: 'Twilio refuses the credentials: the account SID, the key or its secret is wrong, or the key was deleted.',
  field: 'twilio.accountSid, twilio.apiKey.sid, twilio.apiKey.secret',
  found: `${accountSid}, ${apiKey.sid}, (secret not shown)`,
  where: KEYS,
});

const wrongSid = ({ name, field, where, sidOf }: Thing, settings: TwilioSettings): Told => ({
  message: `The account has no ${name} with this SID.`,
  field,
  found: sidOf(settings),
  expected: `the SID of the ${name} of Flex`,
  where,
});

const wrongAccount = ({ accountSid }: TwilioSettings, owner: string): Told => ({
  message:
    'The key belongs to another account: Twilio answers it, and takes none of the tokens that the gateway mints.',
  field: 'twilio.accountSid',
  found: accountSid,
  expected: owner,
  where: 'Twilio Console > Account > Account SID',
});

function outage({ name, field }: Thing, { baseUrl }: TwilioSettings, problem: TwilioCheck['problem']): Told {
  const message = `The ${name} cannot be read: ${problem?.code ?? 'no answer'}. ${problem?.detail ?? ''}`.trim();
  const where = 'status.twilio.com, and the way out of this machine';
  return baseUrl === undefined
    ? { message, field, where }
    : { message, field: 'twilio.baseUrl', found: baseUrl, where };
}

function answered({ name, friendlyName, accountSid: owner }: TwilioCheck, settings: TwilioSettings): CheckResult {
  const thing = THINGS[name];
  const check = `twilio.${name}`;
  if (owner !== undefined && owner !== settings.accountSid) return fail(check, wrongAccount(settings, owner));
  return ok(check, `The ${thing.name} is “${friendlyName ?? thing.sidOf(settings)}”.`);
}

function readinessResult(read: TwilioCheck, settings: TwilioSettings): CheckResult {
  const { name, problem } = read;
  const thing = THINGS[name];
  const check = `twilio.${name}`;
  if (read.ok) return answered(read, settings);
  if (problem?.code === 'TWILIO_CREDENTIALS') return fail(check, wrongCredentials(settings));
  if (problem?.code === 'TWILIO_REJECTED') return fail(check, wrongSid(thing, settings));
  return fail(check, outage(thing, settings, problem));
}

const rolePolicy = z.object({ twilio: configSchema.shape.twilio });
type RoleSettings = z.output<typeof rolePolicy>['twilio']['serviceRoles'];

function roleSettings({ env }: CliHost): RoleSettings | undefined {
  const { text, sources } = requireConfig(env);
  const checked = checkAgainst(rolePolicy, readLeniently(text, sources));
  return 'value' in checked ? checked.value.twilio.serviceRoles : undefined;
}

const AGENT_WITHOUT = {
  default: 'There is no service role “agent”: agents get the default role of the Service.',
  create: 'There is no service role “agent” yet: the first login of an agent creates it.',
} as const;

const HOW_TO_CREATE: Readonly<Record<FlexRole, string>> = {
  agent:
    'twilio.serviceRoles.agentMissing: default, or create; or write it into config/roles.yaml for `flexgate roles apply`',
  supervisor: '`flexgate roles apply` creates it',
  admin: '`flexgate roles apply` creates it',
};

function roleResult(role: FlexRole, roles: readonly ServiceRoleResource[], settings: RoleSettings): CheckResult {
  const check = `twilio.service-role.${role}`;
  const sid = settings[role];
  const services = roles.filter(({ type }) => type === 'service');
  const found = services.find((each) => (sid === undefined ? each.name === role : each.sid === sid));
  if (found !== undefined) return ok(check, `The service role of ${role}s is “${found.name}” (${found.sid}).`);
  if (role === 'agent' && sid === undefined && settings.agentMissing !== 'refuse') {
    return ok(check, AGENT_WITHOUT[settings.agentMissing]);
  }
  return fail(check, {
    message: `The Conversations Service has no service role ${sid ?? `“${role}”`}: ${role}s are refused (SERVICE_ROLE_MISSING).`,
    field: `twilio.serviceRoles.${role}`,
    found: services.map(({ name }) => name).join(', ') || 'none',
    expected: sid ?? role,
    where: `${HOW_TO_CREATE[role]}; or name another with twilio.serviceRoles.${role}: RL…`,
  });
}

async function serviceRoleResults(host: CliHost): Promise<readonly CheckResult[]> {
  const settings = roleSettings(host);
  if (settings === undefined) return [];
  try {
    const roles = await withRoles(host, ({ registry }) => registry.list());
    return FLEX_ROLES.map((role) => roleResult(role, roles, settings));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [
      fail('twilio.service-role', {
        message: `The service roles cannot be read: ${error.code}. ${error.detailForOperators}`,
        field: 'twilio',
      }),
    ];
  }
}

/** Credentials, SIDs and service roles. */
export async function checkTwilio(host: CliHost): Promise<readonly CheckResult[]> {
  const { text, sources } = requireConfig(host.env);
  const settings = loadTwilioSettings(text, sources);
  const twilio = createTwilio(settings, { clock: host.clock });
  try {
    const readiness = (await twilio.readiness.check(DEADLINE_MS)).map((check) => readinessResult(check, settings));
    const service = readiness.find(({ check }) => check === 'twilio.conversations-service');
    return service?.level === 'ok' ? [...readiness, ...(await serviceRoleResults(host))] : readiness;
  } finally {
    await twilio.close();
  }
}
