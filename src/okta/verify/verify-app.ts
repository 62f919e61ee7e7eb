import { findApp } from '../observe-setup.ts';
import type { AppChoice } from '../observe-setup.ts';
import { checkAccessPolicy } from './check-access-policy.ts';
import { checkActive, checkSamlSettings } from './check-app.ts';
import { checkAssignments } from './check-assignments.ts';
import { checkTrust } from './check-certificates.ts';
import { checkEncryption } from './check-encryption.ts';
import { checkGroupRules } from './check-group-rules.ts';
import { checkOrg } from './check-org.ts';
import { checkPeople } from './check-people.ts';
import { checkProfile } from './check-profile.ts';
import { fail } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import { checkStatements } from './check-statements.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import { observeApp } from './observe-app.ts';
import type { ObservedApp, ObserveParts } from './observe-app.ts';

/** Every check of an app against the gateway, from data alone. */
export const judgeApp = (observed: ObservedApp, gateway: CheckedGateway): readonly CheckResult[] => [
  ...checkActive(observed.app),
  ...checkSamlSettings(observed.app, gateway),
  ...checkEncryption(observed.app, gateway),
  ...checkStatements(observed, gateway),
  ...checkGroupRules(observed, gateway),
  ...checkProfile(observed, gateway),
  ...checkAccessPolicy(observed),
  ...checkAssignments(observed),
  ...checkPeople(observed, gateway),
  ...checkTrust(observed, gateway),
  ...checkOrg(observed, gateway),
];

/** Reads the app that is meant, and checks it. Changes nothing. Rejects with an OKTA_… Refusal. */
export async function verifyApp(
  parts: ObserveParts,
  choice: AppChoice,
  gateway: CheckedGateway,
): Promise<readonly CheckResult[]> {
  const app = await findApp(parts.client, choice);
  if (app !== undefined) return judgeApp(await observeApp(parts, app), gateway);
  return [
    fail('okta.app', {
      message: `There is no app labelled “${choice.label}” in the org: run \`flexgate okta setup\`, or name it with --label or --app.`,
      field: 'App name',
      found: 'none',
      expected: choice.label,
      where: 'Applications > Applications',
    }),
  ];
}
