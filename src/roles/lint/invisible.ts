import { hasInvisible, quoted } from '../../kernel/printable.ts';
import { testsOf } from '../condition.ts';
import type { Test } from '../condition.ts';
import type { RolePolicy } from '../policy.ts';
import { atAlias, atRule } from './finding.ts';
import type { LintFinding } from './finding.ts';

const told = (who: string, texts: readonly string[]) =>
  ({
    severity: 'warning',
    code: 'INVISIBLE_CHARACTER',
    message: `${who} with characters that nobody sees: ${quoted(texts)}. Type it anew, unless the IdP sends exactly that.`,
  }) as const;

function textsOf(test: Test): readonly string[] {
  if ('in' in test) return [test.attribute, ...test.in];
  return 'equals' in test ? [test.attribute, test.equals] : [test.attribute];
}

/** A blank that does not break, or a character without width, comes with a copied name and makes it another name. */
export const lintInvisible = ({ rules, aliases }: RolePolicy): readonly LintFinding[] => [
  ...rules.flatMap((rule, index) => {
    const texts = [...new Set(testsOf(rule.when).flatMap(textsOf).filter(hasInvisible))];
    return texts.length === 0 ? [] : [atRule(rule, index, '.when', told(`${quoted([rule.name])} compares`, texts))];
  }),
  ...[...aliases.keys()].filter(hasInvisible).map((alias) => atAlias(alias, told('An alias is written', [alias]))),
];
