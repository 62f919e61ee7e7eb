import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { loadTwilioSettings } from '../config/load-sections.ts';
import { toldIn } from '../config/problem.ts';
import { readRolesFile } from '../config/roles-file.ts';
import type { ObservedRoles } from '../role-management/observed-roles.ts';
import { observeRoles } from '../role-management/observe-roles.ts';
import { planDigestInput, planRoles } from '../role-management/plan-roles.ts';
import type { RolesPlan } from '../role-management/role-change.ts';
import type { RoleRegistry } from '../role-management/role-registry.ts';
import { NOTHING_WANTED } from '../role-management/wanted-roles.ts';
import type { WantedRoles } from '../role-management/wanted-roles.ts';
import { createRoleRegistry } from '../twilio/role-registry-access.ts';
import type { RoleRegistryAccess } from '../twilio/role-registry-access.ts';
import type { CliCall, CliHost, CliOption } from './command.ts';
import { requireConfig } from './config-source.ts';
import { readTextFile } from './files.ts';

const DEFAULT_FILE = 'config/roles.yaml';
const ID_LENGTH = 12;

export const ROLES_OPTION: CliOption = {
  flags: '--roles <file>',
  summary: `the roles that are wanted (default: ${DEFAULT_FILE}; without it, those that Flex needs)`,
};

/** A plan of now, with the id that names it and the state it was made of. */
export interface CurrentPlan {
  readonly id: string;
  readonly plan: RolesPlan;
  readonly observed: ObservedRoles;
  readonly warnings: readonly string[];
}

interface Wanted {
  readonly wanted: WantedRoles;
  readonly warnings: readonly string[];
}

function wantedBy({ options }: CliCall): Wanted {
  const file = options.text('roles') ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (file === undefined) return { wanted: NOTHING_WANTED, warnings: [] };
  const { wanted, warnings } = readRolesFile(readTextFile(file), file);
  return { wanted, warnings: toldIn(file, warnings).map(({ path, reason }) => `${path}: ${reason}`) };
}

/** Works with the roles of the configured Service, and lets go of the connections. */
export async function withRoles<T>(
  { env, clock }: CliHost,
  work: (access: RoleRegistryAccess, serviceSid: string) => Promise<T>,
): Promise<T> {
  const { text, sources } = requireConfig(env);
  const settings = loadTwilioSettings(text, sources);
  const access = createRoleRegistry(settings, { clock });
  try {
    return await work(access, settings.conversationsServiceSid);
  } finally {
    await access.close();
  }
}

/** Reads the Service and plans. */
export async function currentPlan(call: CliCall, registry: RoleRegistry): Promise<CurrentPlan> {
  const { wanted, warnings } = wantedBy(call);
  const observed = await observeRoles(registry, wanted.remove);
  const plan = planRoles(wanted, observed);
  const id = createHash('sha256').update(planDigestInput(plan, observed)).digest('hex').slice(0, ID_LENGTH);
  return { id, plan, observed, warnings };
}
