import { printable } from '../../kernel/printable.ts';
import { ok, warn, fail } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import type { ObservedApp } from './observe-app.ts';

const WORTH_A_LOOK_MS = 30_000;

/** `aheadMs`: how far our clock is ahead of theirs; `skewMs`: what the connections allow. */
export function clockResult(aheadMs: number, skewMs: number, whose: string): CheckResult {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  if (Math.abs(aheadMs) < WORTH_A_LOOK_MS) return ok('clock', `The clock is right to ${seconds} s (by ${whose}).`);
  const beyond = Math.abs(aheadMs) > skewMs;
  return (beyond ? fail : warn)('clock', {
    message: beyond
      ? `The clock of this machine is ${seconds} s ${side} ${whose}’s, more than the allowed ${skewMs / 1000} s: assertions count as too old or not yet valid.`
      : `The clock of this machine is ${seconds} s ${side} ${whose}’s.`,
    field: 'system time',
    found: `${seconds} s ${side}`,
    expected: 'the time of an NTP server',
    where: 'this machine: turn NTP on (timedatectl set-ntp true); a container has the clock of its host',
  });
}

function logResults({ signOns }: ObservedApp): readonly CheckResult[] {
  const failed = signOns.filter(({ outcome }) => outcome?.result !== 'SUCCESS' && outcome?.result !== 'ALLOW');
  if (signOns.length === 0) return [ok('okta.log', 'Nobody has signed on to the app within a week.')];
  const [last] = failed;
  if (last === undefined) return [ok('okta.log', `${signOns.length} sign-ons within a week, none refused by Okta.`)];
  return [
    warn('okta.log', {
      message: `${failed.length} of ${signOns.length} sign-ons within a week were refused by Okta; the last at ${last.published}: ${printable(last.outcome?.reason ?? 'no reason given')}.`,
      field: 'System Log',
      found: printable(last.actor?.alternateId ?? 'somebody'),
      where: 'Reports > System Log, eventType eq "user.authentication.sso"',
    }),
  ];
}

/** The org beside the app: the clock, the log, and what the credentials could not see. */
export function checkOrg(observed: ObservedApp, { connection }: CheckedGateway): readonly CheckResult[] {
  const { vitals, unread } = observed;
  return [
    ...(vitals.clockAheadMs === undefined ? [] : [clockResult(vitals.clockAheadMs, connection.trust.skewMs, 'Okta')]),
    ...logResults(observed),
    ...unread.map(({ what, reason }) =>
      warn('okta.unread', {
        message: `Not looked at: ${what}. ${printable(reason)}`,
        field: 'credentials',
        where: 'Security > API > Tokens',
      }),
    ),
  ];
}
