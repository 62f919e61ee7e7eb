import { chooseGrants } from '../../src/tokens/grants.ts';
import type { GrantName } from '../../src/tokens/grants.ts';
import type { TokenSettings } from '../../src/tokens/token-settings.ts';
import { aTokenSettings } from '../support/token-settings.ts';

const both: Partial<TokenSettings> = { voice: { incoming: true }, syncServiceSid: 'IS6' };

test.each<[string, Partial<TokenSettings>, readonly GrantName[]]>([
  ['nothing optional', {}, ['chat', 'task_router']],
  ['incoming calls', { voice: { incoming: true } }, ['chat', 'task_router', 'voice']],
  ['outgoing calls', { voice: { incoming: false, outgoingApplicationSid: 'AP1' } }, ['chat', 'task_router', 'voice']],
  ['voice without either direction', { voice: { incoming: false } }, ['chat', 'task_router']],
  ['Sync', { syncServiceSid: 'IS6' }, ['chat', 'task_router', 'data_sync']],
  ['both', both, ['chat', 'task_router', 'voice', 'data_sync']],
])('with %s configured, a client that names no grant gets %s', (_, over, expected) => {
  expect(chooseGrants(undefined, aTokenSettings(over))).toEqual(expected);
});

test.each<{ asked: readonly GrantName[] }>([
  { asked: ['chat'] },
  { asked: ['data_sync', 'chat'] },
  { asked: ['voice'] },
])('$asked asked for are the ones chosen', ({ asked }) => {
  expect(chooseGrants(asked, aTokenSettings(both))).toEqual(asked);
});

test.each<{ asked: readonly GrantName[]; grant: GrantName }>([
  { asked: ['voice'], grant: 'voice' },
  { asked: ['chat', 'data_sync'], grant: 'data_sync' },
  { asked: ['chat', 'voice', 'data_sync'], grant: 'voice' },
])('$asked is refused where $grant is not configured', ({ asked, grant }) => {
  expect(() => chooseGrants(asked, aTokenSettings())).toThrow(
    expect.objectContaining({ code: 'GRANT_UNAVAILABLE', evidence: { grant } }),
  );
});
