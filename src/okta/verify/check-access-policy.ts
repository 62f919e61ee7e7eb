import { hasAccessPolicy, IDENTITY_ENGINE } from '../access-policy.ts';
import { ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { ObservedApp } from './observe-app.ts';
import { screensOf } from './screens.ts';

/** Okta gives a new app the default of the org; an app without one is a leftover, or somebody's script. */
export function checkAccessPolicy({ app, pipeline }: ObservedApp): readonly CheckResult[] {
  if (pipeline !== IDENTITY_ENGINE) return [];
  if (hasAccessPolicy(app)) return [ok('okta.access-policy', 'The app has an access policy.')];
  return [
    warn('okta.access-policy', {
      message: `The app “${app.label}” has no access policy, which on Okta Identity Engine says how people prove who they are before it opens. Choose one, or run \`flexgate okta setup\`: it assigns the default of the org.`,
      field: 'User authentication > Authentication policy',
      found: 'none',
      expected: 'a policy of the org',
      where: screensOf(app.label).authentication,
    }),
  ];
}
