import { Refusal } from '../../../src/kernel/refusal.ts';
import { createConnectionRegistry } from '../../../src/saml/connection-registry.ts';
import type { Connection, MetadataSource } from '../../../src/saml/connection.ts';
import { createIdpKeys } from '../../../src/saml/rollover/idp-keys.ts';
import type { AddressesChanged, MetadataRefreshed } from '../../../src/saml/rollover/tell-changes.ts';
import { fingerprintOf } from '../../../src/saml/rollover/key-ring.ts';
import { createKeyStore } from '../../../src/saml/rollover/key-store.ts';
import { memoryRecords } from '../../../src/store/records.memory.ts';
import { collectingLog } from '../../support/a-gateway.ts';
import { idpMetadataXml } from '../../support/idp-metadata.ts';
import { aConnection, aTrust } from '../../support/saml-builders.ts';
import { aCertificate, idpKey, otherIdpKey, shortIdpKey, spKey } from '../../support/saml-keys.ts';
import { refusalFrom } from '../../support/saml-refusal.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const [OLD, NEW, THIRD] = [idpKey().certificate, otherIdpKey().certificate, spKey().certificate];

/** What several replicas share: a store, a clock, and one IdP. */
function aWorld() {
  const clock = { now: Date.UTC(2026, 10, 3) };
  const records = memoryRecords(() => clock.now, 1000);
  const idp = { metadata: () => idpMetadataXml({ certificates: [OLD] }), asked: 0 };
  return { clock, records, idp };
}
type World = ReturnType<typeof aWorld>;

interface ReplicaOptions {
  readonly certificates?: readonly string[];
  readonly source?: Partial<MetadataSource>;
  readonly fetchText?: (url: string) => Promise<string>;
}

function aReplica({ clock, records, idp }: World, options: ReplicaOptions = {}) {
  const plain = aConnection();
  const metadata = {
    url: 'https://idp.example/metadata',
    refreshMs: HOUR,
    keepKeysMs: 24 * HOUR,
    trustNewKeys: 'auto',
    ...options.source,
  } as const;
  const trust = aTrust({ idpCertificates: options.certificates ?? [OLD] });
  const registry = createConnectionRegistry([
    {
      ...plain,
      idp: { ...plain.idp, ssoUrl: 'https://acme.okta.com/sso', slo: { post: 'https://acme.okta.com/slo' }, metadata },
      trust,
    },
  ]);
  const log = collectingLog();
  const refreshed: MetadataRefreshed[] = [];
  const moved: AddressesChanged[] = [];
  const fetchText = async (url: string): Promise<string> => {
    idp.asked += 1;
    return options.fetchText === undefined ? idp.metadata() : options.fetchText(url);
  };
  const keys = createIdpKeys({
    registry,
    store: createKeyStore(records),
    fetchText,
    clock: () => clock.now,
    pause: async () => undefined,
    log,
    onRefresh: (one) => refreshed.push(one),
    onAddresses: (one) => moved.push(one),
  });
  const current = (): Connection => registry.get('okta')!;
  const verifiedBy =
    (certificate: string) =>
    async ({ trust: { idpCertificates } }: Connection): Promise<string> => {
      if (!idpCertificates.includes(certificate)) throw new Refusal('SAML_SIGNATURE_INVALID', {});
      return 'verified';
    };
  return {
    keys,
    log,
    refreshed,
    moved,
    idp: () => current().idp,
    trusted: () => current().trust.idpCertificates,
    /** A login that this key signed. */
    logInWith: (certificate: string) => keys.using(current(), verifiedBy(certificate)),
  };
}

describe('the schedule', () => {
  test('the first tick reads the metadata, and then it is left alone until it is due', async () => {
    const world = aWorld();
    const replica = aReplica(world);
    await replica.keys.begin();
    await replica.keys.tick();
    expect(world.idp.asked).toBe(1);
    world.clock.now += 59 * MINUTE;
    await replica.keys.tick();
    expect(world.idp.asked).toBe(1);
    world.clock.now += MINUTE;
    await replica.keys.tick();
    expect(world.idp.asked).toBe(2);
    expect(replica.refreshed).toEqual([
      { connection: 'okta', outcome: 'unchanged' },
      { connection: 'okta', outcome: 'unchanged' },
    ]);
  });

  test('an announced key is trusted before it signs anything, on every replica, and read by one', async () => {
    const world = aWorld();
    const replicas = [aReplica(world), aReplica(world)];
    await Promise.all(replicas.map(({ keys }) => keys.begin()));
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD, NEW] });
    for (const { keys } of replicas) await keys.tick();
    expect(world.idp.asked).toBe(1);
    for (const { trusted, logInWith } of replicas) {
      expect(trusted()).toEqual([OLD, NEW]);
      await expect(logInWith(NEW)).resolves.toBe('verified');
    }
    expect(world.idp.asked).toBe(1);
    expect(replicas[0]?.log.lines).toContainEqual({
      level: 'warn',
      fields: { connection: 'okta', fingerprint: fingerprintOf(NEW), status: 'trusted' },
      message: 'a new key of the IdP is in its metadata',
    });
  });

  test('a key that has gone is dropped after its time of grace, and said so', async () => {
    const world = aWorld();
    const replica = aReplica(world);
    await replica.keys.begin();
    world.idp.metadata = () => idpMetadataXml({ certificates: [NEW] });
    await replica.keys.tick();
    expect(replica.trusted()).toEqual([NEW, OLD]);
    world.clock.now += 25 * HOUR;
    await replica.keys.tick();
    expect(replica.trusted()).toEqual([NEW]);
    await expect(refusalFrom(replica.logInWith(OLD))).resolves.toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
  });

  test.each<[string, () => string, string]>([
    ['no certificate', () => idpMetadataXml({ certificates: [] }), 'it has no signing certificate'],
    ['another entityID', () => idpMetadataXml({ entityId: 'urn:evil', certificates: [NEW] }), 'entityID'],
    ['keys too short alone', () => idpMetadataXml({ certificates: [shortIdpKey().certificate] }), 'none of its'],
    ['a crowd of keys', () => idpMetadataXml({ certificates: manyCertificates() }), 'more than 10'],
    ['a broken certificate', () => idpMetadataXml({ certificates: ['AAAA'] }), 'none of its'],
    ['a page', () => '<html><body>Sign in</body></html>', 'SAML identity provider'],
    ['no XML', () => 'down for maintenance', 'not well-formed'],
    ['a document type', () => `<!DOCTYPE x>${idpMetadataXml({ certificates: [NEW] })}`, 'document type'],
    ['nothing', () => '', 'XML'],
  ])('metadata with %s change nothing, and are told', async (_title, metadata, reason) => {
    const world = aWorld();
    const replica = aReplica(world);
    await replica.keys.begin();
    world.idp.metadata = metadata;
    await replica.keys.tick();
    expect(replica.trusted()).toEqual([OLD]);
    await expect(replica.logInWith(OLD)).resolves.toBe('verified');
    expect(replica.refreshed).toEqual([{ connection: 'okta', outcome: 'failed' }]);
    expect(replica.log.lines).toEqual([
      {
        level: 'warn',
        fields: { connection: 'okta', reason: expect.stringContaining(reason) },
        message: 'metadata not refreshed: the known keys stay',
      },
    ]);
  });

  test('metadata that cannot be had are tried again after five minutes', async () => {
    const world = aWorld();
    const replica = aReplica(world, { fetchText: () => Promise.reject(new Error('https://idp.example answers 503')) });
    await replica.keys.begin();
    await replica.keys.tick();
    world.clock.now += 4 * MINUTE;
    await replica.keys.tick();
    expect(world.idp.asked).toBe(1);
    world.clock.now += MINUTE;
    await replica.keys.tick();
    expect(world.idp.asked).toBe(2);
    expect(replica.trusted()).toEqual([OLD]);
  });

  test('connections without metadata by URL are left alone', async () => {
    const connection = aConnection();
    const registry = createConnectionRegistry([connection]);
    const world = aWorld();
    const keys = createIdpKeys({
      registry,
      store: createKeyStore(world.records),
      fetchText: () => Promise.reject(new Error('not to be asked')),
      clock: () => world.clock.now,
      pause: async () => undefined,
      log: collectingLog(),
      onRefresh: () => undefined,
      onAddresses: () => undefined,
    });
    await keys.tick();
    const verify = () => Promise.reject(new Refusal('SAML_SIGNATURE_INVALID', {}));
    await expect(refusalFrom(keys.using(connection, verify))).resolves.toMatchObject({
      code: 'SAML_SIGNATURE_INVALID',
    });
    await expect(keys.pending('okta')).resolves.toEqual([]);
  });
});

describe('an unknown key signs', () => {
  test('the login that met it is verified with the new key; nobody has to start again', async () => {
    const world = aWorld();
    const replica = aReplica(world);
    await replica.keys.begin();
    world.idp.metadata = () => idpMetadataXml({ certificates: [NEW] });
    await expect(replica.logInWith(NEW)).resolves.toBe('verified');
    expect(world.idp.asked).toBe(1);
  });

  test('a shift that comes at that moment asks once', async () => {
    const world = aWorld();
    const replicas = [aReplica(world), aReplica(world)];
    await Promise.all(replicas.map(({ keys }) => keys.begin()));
    world.idp.metadata = () => idpMetadataXml({ certificates: [NEW] });
    const logins = Array.from({ length: 50 }, (_, index) => replicas[index % 2]!.logInWith(NEW));
    await expect(Promise.all(logins)).resolves.toHaveLength(50);
    expect(world.idp.asked).toBe(1);
  });

  test('forgeries ask once a minute over all replicas, and are refused', async () => {
    const world = aWorld();
    const replicas = [aReplica(world), aReplica(world)];
    for (const { keys } of replicas) await keys.begin();
    for (let turn = 0; turn < 20; turn += 1) {
      const forged = replicas[turn % 2]!.logInWith(THIRD);
      await expect(refusalFrom(forged)).resolves.toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
    }
    expect(world.idp.asked).toBe(1);
    world.clock.now += MINUTE;
    await refusalFrom(replicas[0]!.logInWith(THIRD));
    expect(world.idp.asked).toBe(2);
  });

  test('other refusals ask nobody', async () => {
    const world = aWorld();
    const { keys } = aReplica(world);
    const connection = createConnectionRegistry([aConnection()]).get('okta')!;
    await refusalFrom(keys.using(connection, () => Promise.reject(new Refusal('SAML_UNSOLICITED', {}))));
    expect(world.idp.asked).toBe(0);
  });

  test('a store that does not answer leaves the refusal as it was', async () => {
    const world = aWorld();
    const down = () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'get', reason: 'down' }));
    const replica = aReplica({ ...world, records: { get: down, put: down, putOnce: down, take: down } });
    await replica.keys.begin();
    await replica.keys.tick();
    await expect(replica.logInWith(OLD)).resolves.toBe('verified');
    await expect(refusalFrom(replica.logInWith(NEW))).resolves.toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
  });
});

describe('a new key that an operator must approve', () => {
  const approving = { source: { trustNewKeys: 'approve' } } as const;

  test('waits, is listed, and counts on every replica once approved at one', async () => {
    const world = aWorld();
    const [one, other] = [aReplica(world, approving), aReplica(world, approving)];
    await Promise.all([one.keys.begin(), other.keys.begin()]);
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD, NEW] });
    await expect(refusalFrom(one.logInWith(NEW))).resolves.toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
    await expect(other.keys.pending('okta')).resolves.toMatchObject([{ certificate: NEW, status: 'pending' }]);
    await one.keys.approve('okta', fingerprintOf(NEW));
    await expect(one.logInWith(NEW)).resolves.toBe('verified');
    await other.keys.tick();
    await expect(other.logInWith(NEW)).resolves.toBe('verified');
    await expect(one.keys.pending('okta')).resolves.toEqual([]);
  });

  test('a key that was withdrawn is asked about again when it comes back, whatever was approved before', async () => {
    const world = aWorld();
    const replica = aReplica(world, approving);
    const listing = async (...certificates: readonly string[]): Promise<void> => {
      world.idp.metadata = () => idpMetadataXml({ certificates });
      world.clock.now += 25 * HOUR;
      await replica.keys.tick();
    };
    await replica.keys.begin();
    await listing(OLD, NEW);
    await replica.keys.approve('okta', fingerprintOf(NEW));
    await listing(OLD, NEW);
    expect(replica.trusted()).toContain(NEW);
    await listing(OLD);
    await listing(OLD);
    expect(replica.trusted()).toEqual([OLD]);
    await listing(OLD, NEW);
    await listing(OLD, NEW);
    expect(replica.trusted()).toEqual([OLD]);
    await expect(replica.keys.pending('okta')).resolves.toMatchObject([{ certificate: NEW, status: 'pending' }]);
    await replica.keys.approve('okta', fingerprintOf(NEW));
    await expect(replica.logInWith(NEW)).resolves.toBe('verified');
  });

  test('an approval that comes while the key leaves the metadata does not wait for its return', async () => {
    const world = aWorld();
    const replica = aReplica(world, approving);
    await replica.keys.begin();
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD, NEW] });
    await replica.keys.tick();
    const leaving = aReplica(
      {
        ...world,
        records: {
          ...world.records,
          put: async (key, value, ttlMs) => {
            if (key.startsWith('idp-key-ok:')) {
              world.idp.metadata = () => idpMetadataXml({ certificates: [OLD] });
              world.clock.now += HOUR;
              await replica.keys.tick();
            }
            await world.records.put(key, value, ttlMs);
          },
        },
      },
      approving,
    );
    await leaving.keys.begin();
    await expect(refusalFrom(leaving.keys.approve('okta', fingerprintOf(NEW)))).resolves.toMatchObject({
      code: 'CERTIFICATE_UNKNOWN',
    });
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD, NEW] });
    world.clock.now += HOUR;
    await replica.keys.tick();
    await replica.keys.tick();
    expect(replica.trusted()).toEqual([OLD]);
  });

  test('a restart in which the configuration reads the new key does not approve it', async () => {
    const world = aWorld();
    const first = aReplica(world, approving);
    await first.keys.begin();
    const restarted = aReplica(world, { ...approving, certificates: [NEW] });
    await restarted.keys.begin();
    expect(restarted.trusted()).toEqual([OLD]);
  });

  test('until the store has told what is approved, nobody gets in by a key of the start', async () => {
    const world = aWorld();
    await aReplica(world, approving).keys.begin();
    const restarted = aReplica(world, { ...approving, certificates: [NEW] });
    await expect(refusalFrom(restarted.logInWith(NEW))).resolves.toMatchObject({ code: 'SAML_SIGNATURE_INVALID' });
    const down = () => Promise.reject(new Refusal('STORE_UNAVAILABLE', { operation: 'get', reason: 'down' }));
    const cutOff = aReplica({ ...world, records: { ...world.records, get: down } }, approving);
    await cutOff.keys.begin();
    await expect(refusalFrom(cutOff.logInWith(OLD))).resolves.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  test.each([
    ['of no key', 'okta', 'f'.repeat(64)],
    ['of a key that is trusted already', 'okta', fingerprintOf(OLD)],
    ['at no connection', 'nowhere', fingerprintOf(NEW)],
  ])('the approval %s is refused', async (_title, connection, fingerprint) => {
    const { keys } = aReplica(aWorld(), approving);
    await keys.begin();
    await expect(refusalFrom(keys.approve(connection, fingerprint))).resolves.toMatchObject({
      code: 'CERTIFICATE_UNKNOWN',
      evidence: { connection, fingerprint },
    });
  });
});

describe('a restart', () => {
  test('takes both what the store knows and what the configuration has just read', async () => {
    const world = aWorld();
    const first = aReplica(world);
    await first.keys.begin();
    await first.keys.tick();
    const restarted = aReplica(world, { certificates: [NEW] });
    await restarted.keys.begin();
    await restarted.keys.tick();
    expect(restarted.trusted()).toEqual([NEW, OLD]);
  });

  test('keys of another IdP that had this name before are not taken over', async () => {
    const world = aWorld();
    await createKeyStore(world.records).save('okta', {
      entityId: 'urn:former:idp',
      keys: [{ certificate: THIRD, fingerprint: fingerprintOf(THIRD), seenAt: world.clock.now, status: 'trusted' }],
      attemptedAt: 0,
      refreshedAt: world.clock.now,
    });
    const replica = aReplica(world);
    await replica.keys.begin();
    expect(replica.trusted()).toEqual([OLD]);
  });
});

/** Eleven certificates that differ: each has a time of its own. */
function manyCertificates(): readonly string[] {
  const { publicKey, privateKey: signer } = idpKey();
  return Array.from({ length: 11 }, (_, year) =>
    aCertificate({ publicKey, signer, commonName: 'idp.example', notAfter: Date.UTC(2030 + year, 0, 1) }),
  );
}

describe('addresses of the IdP', () => {
  const SSO = 'https://acme.okta.com/sso';
  const SLO = 'https://acme.okta.com/slo';
  const MOVED = { ssoUrl: 'https://new.okta.com/sso', sloUrl: 'https://new.okta.com/slo' };
  const both = (ssoUrl: string, post: string) => ({ ssoUrl, slo: { post } });
  const renewed = async (replica: ReturnType<typeof aReplica>, world: World): Promise<void> => {
    world.clock.now += HOUR;
    await replica.keys.tick();
  };
  async function aMove(
    source: Partial<MetadataSource> = {},
    to: Partial<Parameters<typeof idpMetadataXml>[0]> = MOVED,
  ) {
    const world = aWorld();
    const replica = aReplica(world, { source });
    await replica.keys.begin();
    await replica.keys.tick();
    const before = replica.moved.length;
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD], ...to });
    return { world, replica, before, goOn: () => renewed(replica, world) };
  }

  test('are taken over on every replica, told once', async () => {
    const { world, replica, goOn } = await aMove();
    expect(replica.idp()).toMatchObject(both(SSO, SLO));
    await goOn();
    expect(replica.idp()).toMatchObject(both(MOVED.ssoUrl, MOVED.sloUrl));
    expect(replica.moved.at(-1)).toEqual({
      connection: 'okta',
      from: [SSO, SLO],
      to: [MOVED.ssoUrl, MOVED.sloUrl],
      status: 'trusted',
    });
    expect(replica.refreshed.at(-1)).toEqual({ connection: 'okta', outcome: 'changed' });
    const told = replica.moved.length;
    await goOn();
    expect(replica.moved).toHaveLength(told);
    const other = aReplica(world, { source: { trustNewKeys: 'approve' } });
    await other.keys.begin();
    expect(other.idp()).toMatchObject(both(MOVED.ssoUrl, MOVED.sloUrl));
    expect(other.moved).toEqual([]);
  });

  test('that are new wait for an operator where new keys do, and count from the approval on', async () => {
    const world = aWorld();
    const replica = aReplica(world, { source: { trustNewKeys: 'approve' } });
    await replica.keys.begin();
    const configured = replica.idp();
    world.idp.metadata = () => idpMetadataXml({ certificates: [OLD], ...MOVED });
    await replica.keys.tick();
    await renewed(replica, world);
    expect(replica.idp()).toEqual(configured);
    expect(replica.moved.map(({ status }) => status)).toEqual(['pending']);
    const waiting = await replica.keys.pendingAddresses('okta');
    expect(waiting?.addresses).toMatchObject(both(MOVED.ssoUrl, MOVED.sloUrl));
    await replica.keys.approve('okta', waiting?.fingerprint ?? '');
    expect(replica.idp()).toMatchObject(both(MOVED.ssoUrl, MOVED.sloUrl));
    expect(replica.moved.at(-1)).toMatchObject({ status: 'approved', to: [MOVED.ssoUrl, MOVED.sloUrl] });
    await renewed(replica, world);
    expect(replica.idp()).toMatchObject(both(MOVED.ssoUrl, MOVED.sloUrl));
    await expect(replica.keys.pendingAddresses('okta')).resolves.toBeUndefined();
  });

  test('that were left and come back wait for an operator again', async () => {
    const world = aWorld();
    const replica = aReplica(world, { source: { trustNewKeys: 'approve' } });
    await replica.keys.begin();
    const configured = replica.idp();
    const back = { ssoUrl: configured.ssoUrl, sloUrl: configured.slo?.post ?? '' };
    const moveTo = async (to: typeof MOVED): Promise<string> => {
      world.idp.metadata = () => idpMetadataXml({ certificates: [OLD], ...to });
      await renewed(replica, world);
      return (await replica.keys.pendingAddresses('okta'))?.fingerprint ?? 'nothing waits';
    };
    await replica.keys.approve('okta', await moveTo(MOVED));
    await replica.keys.approve('okta', await moveTo(back));
    expect(replica.idp()).toMatchObject({ ssoUrl: back.ssoUrl });
    await moveTo(MOVED);
    await renewed(replica, world);
    expect(replica.idp()).toMatchObject({ ssoUrl: back.ssoUrl });
    await expect(moveTo(MOVED)).resolves.toMatch(/^[0-9a-f]{64}$/);
  });

  test('that the operator wrote down stay', async () => {
    const { replica, goOn } = await aMove({ pinned: { ssoUrl: true, slo: true } });
    const configured = replica.idp();
    await goOn();
    expect(replica.idp()).toEqual(configured);
    expect(replica.moved).toEqual([]);
  });

  test.each([
    ['http', { ssoUrl: 'http://acme.okta.com/sso' }],
    ['http for a logout', { sloUrl: 'http://acme.okta.com/slo' }],
    ['http for answers', { sloResponseUrl: 'http://acme.okta.com/slo' }],
    ['a script', { ssoUrl: 'javascript:alert(1)' }],
    ['a host that only looks like this machine', { ssoUrl: 'http://127.evil.example/sso' }],
    ['credentials', { ssoUrl: 'https://acme.okta.com@evil.example/sso' }],
    ['no address', { ssoUrl: '/sso' }],
    ['an end that has passed', { ssoUrl: 'https://new.okta.com/sso', more: ' validUntil="2001-01-01T00:00:00Z"' }],
  ])('with %s change nothing, nor do the keys beside them', async (_title, odd) => {
    const { replica, world, goOn, before } = await aMove({}, {});
    world.idp.metadata = () => idpMetadataXml({ certificates: [NEW], ...odd });
    await goOn();
    expect(replica.idp()).toMatchObject(both(SSO, SLO));
    expect(replica.trusted()).toEqual([OLD]);
    expect(replica.moved).toHaveLength(before);
    expect(replica.refreshed.at(-1)).toEqual({ connection: 'okta', outcome: 'failed' });
  });
});
