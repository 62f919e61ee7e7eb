import { z } from 'zod';
import { FLEX_ROLES } from '../roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../roles/insights-role.ts';

const READ_ONLY_ADMIN = /^read[-_ ]?only[-_ ]?admin(istrator)?$/i;

/** The one role of Flex that no list here has; undefined leaves the answer to the plain words. */
const notGivenBySso = ({ input }: { readonly input?: unknown }): string | undefined =>
  typeof input === 'string' && READ_ONLY_ADMIN.test(input)
    ? 'is given only by the Twilio Console, to people with its role Support: a connection of `kind: console` lets them in; no rule, alias or default gives it'
    : undefined;

export const roleName = z.enum([...FLEX_ROLES, ...INSIGHTS_ROLES], { error: notGivenBySso });
const attribute = z.string().min(1).max(512);

/** One form of a condition: a test of an attribute, or a combination. */
export interface ConditionInput {
  readonly attribute?: string | undefined;
  readonly equals?: string | undefined;
  readonly in?: readonly string[] | undefined;
  readonly matches?: string | undefined;
  readonly is?: 'absent' | 'empty' | 'present' | undefined;
  readonly all?: readonly ConditionInput[] | undefined;
  readonly any?: readonly ConditionInput[] | undefined;
  readonly not?: ConditionInput | undefined;
}

const TESTS = ['equals', 'in', 'matches', 'is'] as const;
const COMBINATIONS = ['all', 'any', 'not'] as const;

function formProblem(condition: ConditionInput): string | undefined {
  const tests = TESTS.filter((key) => condition[key] !== undefined);
  const combinations = COMBINATIONS.filter((key) => condition[key] !== undefined);
  if (tests.length + combinations.length !== 1) return 'give exactly one of equals, in, matches, is, all, any, not';
  if (tests.length === 1 && condition.attribute === undefined) return 'a test needs an attribute';
  if (combinations.length === 1 && condition.attribute !== undefined) return 'attribute goes inside the combination';
  return undefined;
}

const condition: z.ZodType<ConditionInput, ConditionInput> = z
  .lazy(() =>
    z
      .strictObject({
        attribute: attribute.optional().describe('Name of the attribute that a test looks at, as the IdP sends it'),
        equals: z.string().optional().describe('One of its values is exactly this'),
        in: z.array(z.string()).min(1).optional().describe('One of its values is one of these'),
        matches: z
          .string()
          .min(1)
          .optional()
          .describe('One of its values is matched as a whole by this regular expression'),
        is: z
          .enum(['absent', 'empty', 'present'])
          .optional()
          .describe('Whether it was not sent, sent without a value, or sent with one'),
        all: z.array(condition).min(1).optional().describe('Every one of these conditions holds'),
        any: z.array(condition).min(1).optional().describe('At least one of these conditions holds'),
        not: condition.optional().describe('This condition does not hold'),
      })
      .superRefine((value, context) => {
        const problem = formProblem(value);
        if (problem !== undefined) context.addIssue(problem);
      }),
  )
  .meta({ id: 'Condition' });

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const ruleSchema = z.strictObject({
  name: z.string().min(1).max(80).optional().describe('Shown in explanations'),
  when: condition.describe('Of whom the rule speaks'),
  grant: z.array(roleName).default([]).describe('Flex roles and Insights roles; all rules that match count'),
  set: z
    .record(z.string(), z.union([scalar, z.array(scalar)]).describe('A text, number, true or false, or a list of them'))
    .default({})
    .describe('Worker attributes to set'),
});

const action = z.enum(['keep', 'clear', 'refuse']);
export const rolesSchema = z.strictObject({
  direct: z.boolean().default(true).describe('Values of `roles` that are role names count as they are'),
  separators: z.array(z.string().length(1)).optional().describe('Characters that split one value into several roles'),
  aliases: z
    .record(z.string(), roleName.describe('What that word of the IdP grants'))
    .default({})
    .describe('The IdP’s word: our role'),
  rules: z
    .array(ruleSchema)
    .default([])
    .describe('Roles by group, department or any attribute; every rule that matches counts, whatever their order'),
  default: z
    .enum(['deny', ...FLEX_ROLES])
    .default('deny')
    .describe('For people without any Flex role'),
  ceiling: z.enum(FLEX_ROLES).default('admin').describe('The highest Flex role that this IdP may give'),
  insightsDefault: z
    .enum(['deny', ...INSIGHTS_ROLES])
    .default('wfo.full_access')
    .describe('For supervisors and admins without any wfo.* role; Twilio itself takes wfo.full_access'),
  unknown: z
    .enum(['ignore', 'deny'])
    .default('ignore')
    .describe(
      'A value of `roles` that is no role. Ignored (and explained), as groups may be sent there; deny: nobody gets in with one',
    ),
});

const states = z.strictObject({
  absent: action.default('keep').describe('When the IdP does not send it; clear: it is removed, refuse: the login is'),
  empty: action.default('clear').describe('When the IdP sends it without a value'),
});
export const workerSchema = z.strictObject({
  pass: z
    .union([z.literal('all'), z.array(z.string())])
    .default('all')
    .describe('Other attributes that go to the worker'),
  absent: action.default('keep').describe('What becomes of a worker attribute that the IdP no longer sends'),
  empty: action.default('clear').describe('What becomes of a worker attribute that the IdP sends without a value'),
  attributes: z
    .record(z.string(), states.describe('Of the Worker attribute of this name'))
    .default({})
    .describe('The same for single attributes'),
  teams: z
    .enum(['ignore', 'refuse'])
    .default('ignore')
    .describe('team_member and team_owner, which only Flex’s own SSO applies'),
});
