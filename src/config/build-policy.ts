import type { AttributeSources, Condition, Place, RolePolicy, Rule, StatePolicy } from '../roles/policy.ts';
import type { Path } from './problem.ts';
import { PRESETS } from './presets.ts';
import type { ConnectionInput } from './schema-connection.ts';
import type { ConditionInput } from './schema-roles.ts';

export interface PolicyContext {
  readonly connection: string;
  readonly placeOf: (path: Path) => Place | undefined;
}

type SourcesInput = ConnectionInput['attributes']['email'];

function sourcesOf(input: SourcesInput, preset: AttributeSources): AttributeSources {
  if (input === undefined) return preset;
  return [input].flat().map((source) => (typeof source === 'string' ? [source] : source.join));
}

/** The schema has seen that the input has exactly one form. */
function conditionOf(input: ConditionInput): Condition {
  const { attribute = '', equals, in: values, matches, is, all, any, not } = input;
  if (all !== undefined) return { all: all.map(conditionOf) };
  if (any !== undefined) return { any: any.map(conditionOf) };
  if (not !== undefined) return { not: conditionOf(not) };
  return testOf(attribute, { equals, values, matches, is });
}

interface TestInput extends Pick<ConditionInput, 'equals' | 'matches' | 'is'> {
  readonly values: ConditionInput['in'];
}

function testOf(attribute: string, { equals, values, matches, is }: TestInput): Condition {
  if (equals !== undefined) return { attribute, equals };
  if (values !== undefined) return { attribute, in: values };
  if (matches !== undefined) return { attribute, matches };
  return { attribute, is: is ?? 'present' };
}

function ruleOf(input: ConnectionInput['roles']['rules'][number], index: number, context: PolicyContext): Rule {
  const place = context.placeOf(['connections', context.connection, 'roles', 'rules', index]);
  return {
    name: input.name ?? `rule ${index + 1}`,
    when: conditionOf(input.when),
    grant: input.grant,
    set: new Map(Object.entries(input.set)),
    ...(place !== undefined && { place }),
  };
}

function workerPolicy({ pass, absent, empty, attributes, teams }: ConnectionInput['worker']): RolePolicy['worker'] {
  return {
    pass: pass === 'all' ? 'all' : new Set(pass),
    states: new Map<string, StatePolicy>(Object.entries(attributes)),
    statesDefault: { absent, empty },
    teams,
  };
}

/** The part of a connection that decides about roles. */
export type PolicyInput = Pick<ConnectionInput, 'kind' | 'preset' | 'attributes' | 'roles' | 'worker'>;

/** The role policy of one connection: the preset's habits under what the operator wrote. */
export function buildPolicy(input: PolicyInput, context: PolicyContext): RolePolicy {
  const preset = PRESETS[input.preset];
  const { roles } = input;
  return {
    connection: context.connection,
    ...(input.kind === 'console' && { kind: input.kind }),
    attributes: {
      email: sourcesOf(input.attributes.email, preset.email),
      fullName: sourcesOf(input.attributes.fullName, preset.fullName),
      roles: sourcesOf(input.attributes.roles, preset.roles),
    },
    roleSeparators: roles.separators ?? preset.roleSeparators,
    aliases: new Map(Object.entries(roles.aliases)),
    direct: roles.direct,
    rules: roles.rules.map((rule, index) => ruleOf(rule, index, context)),
    default: roles.default,
    ceiling: roles.ceiling,
    insightsDefault: roles.insightsDefault,
    unknown: roles.unknown,
    worker: workerPolicy(input.worker),
    overage: preset.overage,
  };
}
