import type { Attributes } from '../../src/roles/attributes.ts';
import type { Condition, RolePolicy, Rule } from '../../src/roles/policy.ts';

type WorkerPolicy = RolePolicy['worker'];
type Overrides = Partial<Omit<RolePolicy, 'worker' | 'attributes'>> & {
  readonly worker?: Partial<WorkerPolicy>;
  readonly attributes?: Partial<RolePolicy['attributes']>;
};

/** The policy of a connection that says nothing of its own: role names count as they are, and nothing is assumed. */
export function aPolicy({ worker, attributes: sources, ...rest }: Overrides = {}): RolePolicy {
  return {
    connection: 'okta',
    attributes: { email: [['email']], fullName: [['full_name']], roles: [['roles']], ...sources },
    roleSeparators: [','],
    aliases: new Map(),
    direct: true,
    rules: [],
    default: 'deny',
    ceiling: 'admin',
    insightsDefault: 'wfo.full_access',
    unknown: 'ignore',
    worker: {
      pass: 'all',
      states: new Map(),
      statesDefault: { absent: 'keep', empty: 'clear' },
      teams: 'ignore',
      ...worker,
    },
    overage: [],
    ...rest,
  };
}

export const aRule = (when: Condition, grant: Rule['grant'] = [], more: Partial<Rule> = {}): Rule => ({
  name: 'a rule',
  when,
  grant,
  set: new Map(),
  ...more,
});

/** Attributes as they arrive: a string is one value, a list is repeated values. Pairs allow every name, also __proto__. */
export function attributes(
  values: Readonly<Record<string, string | readonly string[]>> | readonly (readonly [string, readonly string[]])[],
): Attributes {
  const entries = Array.isArray(values) ? values : Object.entries(values);
  return new Map(entries.map(([name, value]) => [name, [value].flat()]));
}

/** The three attributes that every login needs, of Ana, with the roles and further attributes given. */
export const anaWith = (
  roles: string | readonly string[],
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Attributes => attributes({ email: 'ana@example.com', full_name: 'Ana Ruiz', roles, ...more });
