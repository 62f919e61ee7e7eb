import { printable, quoted } from '../../kernel/printable.ts';
import { reasonsText } from '../../roles/because-text.ts';
import { judge } from '../../roles/decide.ts';
import type { Judgement } from '../../roles/decide.ts';
import { ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import { sentBy } from './check-statements.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import { expectedLogin } from './expected-attributes.ts';
import type { ObservedApp, ObservedUser } from './observe-app.ts';
import { screensOf } from './screens.ts';

const nameOf = ({ user }: ObservedUser): string => printable(user.credentials?.userName ?? user.id);

const grantedText = ({ explanation }: Judgement): string =>
  explanation.roles
    .filter(({ outcome }) => outcome === 'granted')
    .map(({ role, because }) => `${role} (${reasonsText(because)})`)
    .join(', ');

function personResult(observed: ObservedApp, { connection }: CheckedGateway, person: ObservedUser): CheckResult {
  const name = nameOf(person);
  const { username, attributes, unknown } = expectedLogin(observed.app, sentBy(observed), person);
  const blind = unknown.length === 0 ? '' : ` Not counted, as only Okta can compute it: ${quoted(unknown)}.`;
  const judgement = judge({ username: username ?? name, attributes, policy: connection.policy });
  const { outcome } = judgement;
  if ('assignment' in outcome) return ok('okta.person', `${name} would get ${grantedText(judgement)}.${blind}`);
  const { refusal } = outcome;
  return warn('okta.person', {
    message: `${name} would be refused, ${refusal.code}: ${refusal.detail}${blind}`,
    field: `${name} > roles`,
    found: refusal.code,
    where: screensOf(observed.app.label).people,
  });
}

/** What a login of each person who was looked at would lead to, by the very function that decides at a login. */
export const checkPeople = (observed: ObservedApp, gateway: CheckedGateway): readonly CheckResult[] =>
  observed.users.map((person) => personResult(observed, gateway, person));
