import { loadStoreSettings } from '../config/load-sections.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { fail, ok, warn } from '../okta/verify/check-result.ts';
import type { CheckResult } from '../okta/verify/check-result.ts';
import type { CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { withStore } from './open-store.ts';

const reasonOf = (evidence: object): string => {
  const reason: unknown = Reflect.get(evidence, 'reason');
  return typeof reason === 'string' ? reason : 'no answer';
};

const CREDENTIALS = /WRONGPASS|NOAUTH|NOPERM|invalid username-password/i;

/** One write and one read of the store, as readiness does. */
export async function checkStore(host: CliHost): Promise<readonly CheckResult[]> {
  const { text, sources } = requireConfig(host.env);
  const { url } = loadStoreSettings(text, sources);
  if (url === 'memory') {
    const message = 'The state is kept in memory: it is lost at every restart and not shared by replicas.';
    return [
      warn('store', {
        message,
        field: 'store',
        found: 'memory',
        expected: 'redis://…',
        where: 'the configuration of the gateway',
      }),
    ];
  }
  // Without the password, which is part of the address.
  const shown = url.replace(/\/\/[^@/]*@/, '//…@');
  try {
    await withStore(host, (store) => store.ping());
    return [ok('store', `Redis takes writes (${shown}).`)];
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'STORE_UNAVAILABLE') throw error;
    const reason = reasonOf(error.evidence);
    const message = CREDENTIALS.test(reason)
      ? `Redis refuses the user name or password of the store address: ${reason}. No login is possible.`
      : `Redis does not answer: ${reason}. No login is possible.`;
    return [fail('store', { message, field: 'store', found: shown, where: 'the configuration of the gateway' })];
  }
}
