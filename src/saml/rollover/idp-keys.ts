import type { Clock } from '../../kernel/clock.ts';
import { ensure, isRefusal } from '../../kernel/refusal.ts';
import type { ConnectionRegistry } from '../connection-registry.ts';
import type { Connection, MetadataSource } from '../connection.ts';
import { addressesFingerprint, addressesIn, addressesOf, applyAddresses, type IdpAddresses } from './idp-addresses.ts';
import {
  firstRing,
  goneFingerprints,
  mergeAddresses,
  mergeMetadata,
  pendingKeys,
  trustedCertificates,
  waitingFingerprints,
  type IdpKey,
  type KeyRing,
} from './key-ring.ts';
import type { KeyStore, RefreshReason } from './key-store.ts';
import { tellAddresses, tellChanges, type Tellers } from './tell-changes.ts';
import { usableMetadata } from './usable-metadata.ts';

export interface IdpKeysDeps extends Tellers {
  readonly registry: ConnectionRegistry;
  readonly store: KeyStore;
  /** The text behind a URL, over https (http on this machine only), bounded in size and time. */
  readonly fetchText: (url: string) => Promise<string>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
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
  /** Addresses that wait for an operator, under the fingerprint that approves them. */
  pendingAddresses(connection: string): Promise<PendingAddresses | undefined>;
  /** Of a key or of addresses. Refuses with CERTIFICATE_UNKNOWN where no such thing waits. */
  approve(connection: string, fingerprint: string): Promise<void>;
}

export interface PendingAddresses {
  readonly fingerprint: string;
  readonly addresses: IdpAddresses;
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
    const ring = await this.#ringOf(name);
    return ring === undefined ? [] : pendingKeys(ring);
  }

  async pendingAddresses(name: string): Promise<PendingAddresses | undefined> {
    const addresses = (await this.#ringOf(name))?.pendingAddresses;
    return addresses && { addresses, fingerprint: addressesFingerprint(addresses) };
  }

  async #ringOf(name: string): Promise<KeyRing | undefined> {
    const connection = this.#deps.registry.get(name);
    return connection && isRenewed(connection) ? this.#deps.store.load(connection) : undefined;
  }

  async approve(name: string, fingerprint: string): Promise<void> {
    const unknown = { connection: name, fingerprint };
    const ring = await this.#ringOf(name);
    ensure(ring !== undefined && waitingFingerprints(ring).includes(fingerprint), 'CERTIFICATE_UNKNOWN', unknown);
    await this.#deps.store.approve(name, fingerprint);
    const connection = this.#deps.registry.get(name);
    const after = connection && isRenewed(connection) ? await this.#adopt(connection) : ring;
    await this.#endApprovals(name, ring, after);
    ensure(!goneFingerprints(ring, after).includes(fingerprint), 'CERTIFICATE_UNKNOWN', unknown);
    const approved = ring.pendingAddresses;
    if (approved !== undefined && addressesFingerprint(approved) === fingerprint)
      tellAddresses({ connection: name, from: ring.addresses, to: approved, status: 'approved' }, this.#deps);
  }

  #renewed(): readonly Renewed[] {
    return this.#deps.registry.all().filter(isRenewed);
  }

  /** Takes the ring of the replicas over; where there is none yet, the keys of the start become it. */
  async #adopt(connection: Renewed): Promise<KeyRing> {
    const { name, trust } = connection;
    const { store, clock } = this.#deps;
    const stored = await store.load(connection);
    const first = firstRing(trust.idpEntityId, trust.idpCertificates, clock());
    const ring = { addresses: addressesOf(connection), ...(stored ?? first) };
    if (stored === undefined) await store.saveFirst(name, ring);
    const current = this.#loaded.has(name) ? ring : await this.#withKeysOfTheStart(connection, ring);
    this.#apply(connection, current);
    this.#loaded.add(name);
    return current;
  }

  /** The configuration has just read the metadata itself; what it found there counts unless an operator must approve. */
  async #withKeysOfTheStart(connection: Renewed, ring: KeyRing): Promise<KeyRing> {
    const { name, trust, idp } = connection;
    if (idp.metadata.trustNewKeys === 'approve') return ring;
    const { keys } = mergeMetadata(ring, trust.idpCertificates, { ...idp.metadata, now: this.#deps.clock() });
    const joined = { ...mergeAddresses(ring, addressesOf(connection), idp.metadata), keys };
    await this.#deps.store.save(name, joined);
    await this.#endApprovals(name, ring, joined);
    return joined;
  }

  /** After the save: an approval that comes in between finds what it approves gone, and ends it itself. */
  #endApprovals(name: string, before: KeyRing, after: KeyRing): Promise<void> {
    return this.#deps.store.withdraw(name, goneFingerprints(before, after));
  }

  #apply({ name }: Renewed, ring: KeyRing): void {
    this.#deps.registry.trustCertificates(name, trustedCertificates(ring));
    applyAddresses(this.#deps.registry, name, ring.addresses);
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
      const metadata = usableMetadata(xml, trust.idpEntityId, clock());
      const terms = { ...idp.metadata, now: clock() };
      const merged = mergeMetadata(ring, metadata.certificates, terms);
      const renewed = mergeAddresses(merged, addressesIn(metadata, connection), terms);
      await Promise.all([store.save(name, renewed), store.rememberMetadata(url, xml)]);
      await this.#endApprovals(name, ring, renewed);
      this.#apply(connection, renewed);
      tellChanges({ connection: name, before: ring, after: renewed }, this.#deps);
    } catch (error) {
      const reason = isRefusal(error) ? error.code : error instanceof Error ? error.message : String(error);
      this.#deps.log.warn({ connection: name, reason }, 'metadata not refreshed: the known keys stay');
      onRefresh({ connection: name, outcome: 'failed' });
      await store.save(name, { ...ring, attemptedAt: clock() });
    }
  }
}

export const createIdpKeys = (deps: IdpKeysDeps): IdpKeys => new SharedKeys(deps);
