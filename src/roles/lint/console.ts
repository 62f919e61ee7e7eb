import { quoted } from '../../kernel/printable.ts';
import type { RolePolicy } from '../policy.ts';
import { atAlias, atRule } from './finding.ts';
import type { LintFinding } from './finding.ts';

const WHY = 'on a connection of kind console only the Console roles count (Owner, Administrator, Developer, Support)';
const told = (message: string) => ({ severity: 'error', code: 'CONSOLE_ROLES_ONLY', message }) as const;

/** What would give roles that the Console's own roles alone decide. */
export const lintConsole = ({ rules, aliases, default: byDefault, ceiling }: RolePolicy): readonly LintFinding[] => [
  ...rules.flatMap((rule, index) =>
    rule.grant.length === 0
      ? []
      : [atRule(rule, index, '.grant', told(`${quoted([rule.name])} grants ${quoted(rule.grant)}, but ${WHY}.`))],
  ),
  ...[...aliases.keys()].map((alias) => atAlias(alias, told(`The alias ${quoted([alias])} means nothing: ${WHY}.`))),
  ...(byDefault === 'deny'
    ? []
    : [{ ...told(`The default ${byDefault} is never given: ${WHY}.`), path: 'roles.default' }]),
  ...(ceiling === 'admin'
    ? []
    : [
        {
          ...told(`The ceiling ${ceiling} lets nobody in: each of them is above it, and ${WHY}.`),
          path: 'roles.ceiling',
        },
      ]),
];
