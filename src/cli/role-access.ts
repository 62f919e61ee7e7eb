import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { loadTwilioSettings } from '../config/load-sections.ts';
import { toldIn } from '../config/problem.ts';
import { readRolesFile } from '../config/roles-file.ts';
import type { RolesFileFormat } from '../config/roles-file-format.ts';
import type { ObservedRoles } from '../role-management/observed-roles.ts';
import { observeRoles } from '../role-management/observe-roles.ts';
import { planDigestInput, planRoles } from '../role-management/plan-roles.ts';
import type { RolesPlan } from '../role-management/role-change.ts';
import type { RoleRegistry } from '../role-management/role-registry.ts';
import type { RoleVocabulary } from '../role-management/role-vocabulary.ts';
import type { WantedRoles } from '../role-management/wanted-roles.ts';
import { createRoleRegistry } from '../twilio/role-registry-access.ts';
import type { RoleRegistryAccess } from '../twilio/role-registry-access.ts';
import type { CliCall, CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { readTextFile } from './files.ts';

const ID_LENGTH = 12;

/** The roles of one Service, and the words in which they are planned. */
export interface ManagedRoles<T extends string> {
  readonly registry: RoleRegistry<T>;
  readonly vocabulary: RoleVocabulary<T>;
  readonly format: RolesFileFormat<T>;
  /** Read where `--roles` names no other, if it is there. */
  readonly defaultFile: string;
}

/** A plan of now, with the id that names it and the state it was made of. */
export interface CurrentPlan<T extends string = string> {
  readonly id: string;
  readonly plan: RolesPlan<T>;
  readonly observed: ObservedRoles<T>;
  readonly warnings: readonly string[];
}

interface Wanted<T extends string> {
  readonly wanted: WantedRoles<T>;
  readonly warnings: readonly string[];
}

function wantedBy<T extends string>({ options }: CliCall, { format, defaultFile }: ManagedRoles<T>): Wanted<T> {
  const named = options.text('roles');
  const file = named ?? defaultFile;
  // Without a file nothing is wanted beyond the defaults: it reads as an empty one.
  const text = named !== undefined || existsSync(file) ? readTextFile(file) : '';
  const { wanted, warnings } = readRolesFile(text, file, format);
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
export async function currentPlan<T extends string>(call: CliCall, roles: ManagedRoles<T>): Promise<CurrentPlan<T>> {
  const { registry, vocabulary } = roles;
  const { wanted, warnings } = wantedBy(call, roles);
  const observed = await observeRoles(vocabulary, registry, wanted.remove);
  const plan = planRoles(vocabulary, wanted, observed);
  const id = createHash('sha256').update(planDigestInput(plan, observed)).digest('hex').slice(0, ID_LENGTH);
  return { id, plan, observed, warnings };
}
