import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import { ensure, isRefusal } from '../../kernel/refusal.ts';
import type { ConnectionRegistry } from '../connection-registry.ts';
import type { Connection, MetadataSource } from '../connection.ts';
import { firstRing, mergeMetadata, pendingKeys, trustedCertificates, type IdpKey, type KeyRing } from './key-ring.ts';
import type { KeyStore, RefreshReason } from './key-store.ts';
import { usableCertificates } from './usable-metadata.ts';

export interface MetadataRefreshed {
  readonly connection: string;
  readonly outcome: 'changed' | 'unchanged' | 'failed';
}

export interface IdpKeysDeps {
  readonly registry: ConnectionRegistry;
  readonly store: KeyStore;
  /** The text behind a URL, over https (http on this machine only), bounded in size and time. */
  readonly fetchText: (url: string) => Promise<string>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly log: Log;
  readonly onRefresh: (refreshed: MetadataRefreshed) => void;
}

/** The keys of the IdPs whose metadata are behind a URL, kept up to date over all replicas. */
export interface IdpKeys {
  /** Takes over what the replicas know. A store that does not answer is asked again later. */
  begin(): Promise<void>;
  /** Takes over what others learned, and fetches what is due. To be called every minute; never rejects. */
  tick(): Promise<void>;
  /**
   * Verifies with the keys that count now; where none fits, looks for new ones and verifies once more where there are.
   * `verify` is handed the connection as it is trusted.
   */
  using<T>(connection: Connection, verify: (connection: Connection) => Promise<T>): Promise<T>;
  /** Keys that wait for an operator. */
  pending(connection: string): Promise<readonly IdpKey[]>;
  /** Refuses with CERTIFICATE_UNKNOWN where no such key waits. */
  approve(connection: string, fingerprint: string): Promise<void>;
}

type Renewed = Connection & { readonly idp: { readonly metadata: MetadataSource } };

const isRenewed = (connection: Connection): connection is Renewed => connection.idp.metadata !== undefined;
/** A refresh that failed is tried again after so long, ms. */
const RETRY_MS = 300_000;
/** A replica waits so often and so long for another one that is fetching. */
const WAITS = 12;
const WAIT_MS = 250;

const noKeyFits = (error: unknown): boolean => isRefusal(error) && error.code === 'SAML_SIGNATURE_INVALID';

class SharedKeys implements IdpKeys {
  readonly #deps: IdpKeysDeps;
  /** Connections whose ring has been read, so that no unapproved key of the start counts. */
  readonly #loaded = new Set<string>();
  readonly #underway = new Map<string, Promise<void>>();

  constructor(deps: IdpKeysDeps) {
    this.#deps = deps;
  }

  async begin(): Promise<void> {
    await Promise.all(this.#renewed().map((connection) => this.#adopt(connection).catch(() => undefined)));
  }

  async tick(): Promise<void> {
    await Promise.all(this.#renewed().map((connection) => this.#renew(connection).catch(() => undefined)));
  }

  async using<T>(connection: Connection, verify: (connection: Connection) => Promise<T>): Promise<T> {
    if (!isRenewed(connection)) return verify(connection);
    // Until an approval is known to be there a new key does not count, and the store alone knows.
    const needsRing = connection.idp.metadata.trustNewKeys === 'approve' && !this.#loaded.has(connection.name);
    if (needsRing) await this.#adopt(connection);
    const before = this.#current(connection);
    try {
      return await verify(before);
    } catch (error) {
      if (!noKeyFits(error)) throw error;
      await this.#refresh(connection, 'unknown-key').catch(() => undefined);
      const after = this.#current(connection);
      if (after.trust === before.trust) throw error;
      return verify(after);
    }
  }

  #current(connection: Connection): Connection {
    return this.#deps.registry.get(connection.name) ?? connection;
  }

  async pending(name: string): Promise<readonly IdpKey[]> {
    const connection = this.#deps.registry.get(name);
    const ring = connection && isRenewed(connection) ? await this.#deps.store.load(connection) : undefined;
    return ring === undefined ? [] : pendingKeys(ring);
  }

  async approve(name: string, fingerprint: string): Promise<void> {
    const waiting = await this.pending(name);
    ensure(
      waiting.some((key) => key.fingerprint === fingerprint),
      'CERTIFICATE_UNKNOWN',
      { connection: name, fingerprint },
    );
    await this.#deps.store.approve(name, fingerprint);
    const connection = this.#deps.registry.get(name);
    if (connection && isRenewed(connection)) await this.#adopt(connection);
  }

  #renewed(): readonly Renewed[] {
    return this.#deps.registry.all().filter(isRenewed);
  }

  /** Takes the ring of the replicas over; where there is none yet, the keys of the start become it. */
  async #adopt(connection: Renewed): Promise<KeyRing> {
    const { name, trust } = connection;
    const { store, clock } = this.#deps;
    const stored = await store.load(connection);
    const ring = stored ?? firstRing(trust.idpEntityId, trust.idpCertificates, clock());
    if (stored === undefined) await store.saveFirst(name, ring);
    const current = this.#loaded.has(name) ? ring : await this.#withKeysOfTheStart(connection, ring);
    this.#apply(connection, current);
    this.#loaded.add(name);
    return current;
  }

  /** The configuration has just read the metadata itself; what it found there counts unless an operator must approve. */
  async #withKeysOfTheStart({ name, trust, idp }: Renewed, ring: KeyRing): Promise<KeyRing> {
    if (idp.metadata.trustNewKeys === 'approve') return ring;
    const { keys } = mergeMetadata(ring, trust.idpCertificates, { ...idp.metadata, now: this.#deps.clock() });
    const joined = { ...ring, keys };
    await this.#deps.store.save(name, joined);
    return joined;
  }

  #apply({ name }: Renewed, ring: KeyRing): void {
    this.#deps.registry.trustCertificates(name, trustedCertificates(ring));
  }

  async #renew(connection: Renewed): Promise<void> {
    const { attemptedAt, refreshedAt } = await this.#adopt(connection);
    const { refreshMs } = connection.idp.metadata;
    const now = this.#deps.clock();
    const isDue = now - refreshedAt >= refreshMs;
    if (isDue && now - attemptedAt >= Math.min(refreshMs, RETRY_MS)) await this.#refresh(connection, 'schedule');
  }

  /** One at a time in this process, one a minute over all. */
  #refresh(connection: Renewed, reason: RefreshReason): Promise<void> {
    const { name } = connection;
    const underway = this.#underway.get(name);
    if (underway !== undefined) return underway;
    const work = this.#refreshOnce(connection, reason).finally(() => this.#underway.delete(name));
    this.#underway.set(name, work);
    return work;
  }

  async #refreshOnce(connection: Renewed, reason: RefreshReason): Promise<void> {
    const { store, clock } = this.#deps;
    const ring = await this.#adopt(connection);
    if (await store.claimRefresh(connection.name, reason, clock())) await this.#fetch(connection, ring);
    else await this.#awaitOthers(connection, reason);
  }

  async #awaitOthers(connection: Renewed, reason: RefreshReason): Promise<void> {
    const claimedAt = (await this.#deps.store.claimedAt(connection.name, reason)) ?? 0;
    for (let turn = 0; turn < WAITS; turn += 1) {
      const { attemptedAt } = await this.#adopt(connection);
      if (attemptedAt >= claimedAt) return;
      await this.#deps.pause(WAIT_MS);
    }
  }

  async #fetch(connection: Renewed, ring: KeyRing): Promise<void> {
    const { store, clock, fetchText, onRefresh } = this.#deps;
    const { name, trust, idp } = connection;
    const { url } = idp.metadata;
    try {
      const xml = await fetchText(url);
      const certificates = usableCertificates(xml, trust.idpEntityId);
      const renewed = mergeMetadata(ring, certificates, { ...idp.metadata, now: clock() });
      await Promise.all([store.save(name, renewed), store.rememberMetadata(url, xml)]);
      this.#apply(connection, renewed);
      this.#tell(name, ring, renewed);
    } catch (error) {
      const reason = isRefusal(error) ? error.code : error instanceof Error ? error.message : String(error);
      this.#deps.log.warn({ connection: name, reason }, 'metadata not refreshed: the known keys stay');
      onRefresh({ connection: name, outcome: 'failed' });
      await store.save(name, { ...ring, attemptedAt: clock() });
    }
  }

  #tell(connection: string, before: KeyRing, after: KeyRing): void {
    const { log, onRefresh } = this.#deps;
    const known = new Set(before.keys.map(({ fingerprint }) => fingerprint));
    const left = new Set(after.keys.map(({ fingerprint }) => fingerprint));
    const added = after.keys.filter(({ fingerprint }) => !known.has(fingerprint));
    const gone = before.keys.filter(({ fingerprint }) => !left.has(fingerprint));
    for (const { fingerprint, status } of added)
      log.warn({ connection, fingerprint, status }, 'a new key of the IdP is in its metadata');
    for (const { fingerprint } of gone) log.warn({ connection, fingerprint }, 'a key of the IdP is no longer trusted');
    onRefresh({ connection, outcome: added.length + gone.length > 0 ? 'changed' : 'unchanged' });
  }
}

export const createIdpKeys = (deps: IdpKeysDeps): IdpKeys => new SharedKeys(deps);
