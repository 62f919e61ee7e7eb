import { createLoginAudit, loginEntry } from '../../src/audit/audit-login.ts';
import type { AuditEntry } from '../../src/audit/audit-record.ts';
import type { Trace } from '../../src/traces/trace.ts';

const aTrace = (parts: Partial<Trace> = {}): Trace => ({
  id: 'bako-timu-sero-lafi',
  connection: 'okta',
  at: 0,
  steps: [],
  outcome: 'refused',
  code: 'SAML_SIGNATURE_INVALID',
  ...parts,
});

test('a granted login names the person, the roles and the assertion by its hash', () => {
  const roles = (['granted', 'lost'] as const).map((outcome, index) => ({
    role: ['supervisor', 'agent'][index] ?? '',
    kind: 'flex' as const,
    outcome,
    because: [],
    text: '',
  }));
  const { code: _code, ...granted } = aTrace({ outcome: 'granted', username: 'ann', assertionId: '_secret-id' });
  const entry = loginEntry({
    connection: 'okta',
    trace: { ...granted, explanation: { connection: 'okta', roles, attributes: [] } },
  });
  expect(entry).toEqual({
    kind: 'login.granted',
    subject: 'ann',
    connection: 'okta',
    to: ['supervisor'],
    by: expect.stringMatching(/^assertion:[\w-]{22}$/),
    trace: 'bako-timu-sero-lafi',
  });
  expect(JSON.stringify(entry)).not.toContain('_secret-id');
});

describe('a flood of responses that no IdP signed', () => {
  const begin = () => {
    const told: AuditEntry[] = [];
    const clock = { now: 1_000_000 };
    const audit = createLoginAudit({ append: async (entry) => void told.push(entry) }, () => clock.now);
    return { told, clock, audit };
  };

  test('is told sixty times a minute, then once with a count', () => {
    const { told, clock, audit } = begin();
    for (let i = 0; i < 500; i += 1) audit({ connection: 'okta', trace: aTrace() });
    expect(told).toHaveLength(60);
    clock.now += 60_000;
    audit({ connection: 'okta', trace: aTrace() });
    expect(told).toHaveLength(62);
    expect(told[60]).toMatchObject({ kind: 'login.refused', by: 'anonymous', why: expect.stringMatching(/^440 more/) });
  });

  test('hides no login that an IdP vouched for', () => {
    const { told, audit } = begin();
    for (let i = 0; i < 100; i += 1) audit({ connection: 'okta', trace: aTrace() });
    audit({ connection: 'okta', trace: aTrace({ code: 'ROLE_NOT_GRANTED', username: 'ann', assertionId: '_a' }) });
    expect(told.at(-1)).toMatchObject({ subject: 'ann', why: 'ROLE_NOT_GRANTED' });
  });

  test('a quiet minute leaves no count behind', () => {
    const { told, clock, audit } = begin();
    audit({ connection: 'okta', trace: aTrace() });
    clock.now += 120_000;
    audit({ connection: 'okta', trace: aTrace() });
    expect(told).toHaveLength(2);
  });
});
