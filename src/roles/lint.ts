import { lintAliases } from './lint/aliases.ts';
import { lintConsole } from './lint/console.ts';
import type { LintFinding } from './lint/finding.ts';
import { lintInvisible } from './lint/invisible.ts';
import { lintReach } from './lint/reach.ts';
import { lintRules } from './lint/rules.ts';
import type { RolePolicy } from './policy.ts';

export type { LintFinding } from './lint/finding.ts';

/** What in a policy cannot do what it says. Errors are certain; where it is not sure, it says nothing. */
export const lintPolicy = (policy: RolePolicy): readonly LintFinding[] => [
  ...lintRules(policy),
  ...lintInvisible(policy),
  ...(policy.kind === 'console' ? lintConsole(policy) : [...lintAliases(policy), ...lintReach(policy)]),
];
