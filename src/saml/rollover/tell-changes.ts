import type { Log } from '../../kernel/log.ts';
import { addressList, sameAddresses, type IdpAddresses } from './idp-addresses.ts';
import type { KeyRing } from './key-ring.ts';

export interface MetadataRefreshed {
  readonly connection: string;
  readonly outcome: 'changed' | 'unchanged' | 'failed';
}

/** The addresses of an IdP became others, or others wait for an operator. */
export interface AddressesChanged {
  readonly connection: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly status: 'trusted' | 'pending' | 'approved';
}

/** Who is told of what a refresh brought. */
export interface Tellers {
  readonly log: Log;
  readonly onRefresh: (refreshed: MetadataRefreshed) => void;
  readonly onAddresses: (changed: AddressesChanged) => void;
}

interface Move {
  readonly connection: string;
  readonly from: IdpAddresses | undefined;
  readonly to: IdpAddresses;
  readonly status: AddressesChanged['status'];
}

export function tellAddresses({ connection, from, to, status }: Move, { log, onAddresses }: Tellers): void {
  const changed = { connection, from: from === undefined ? [] : addressList(from), to: addressList(to), status };
  log.warn(changed, 'the addresses of the IdP in its metadata are others');
  onAddresses(changed);
}

interface Change {
  readonly connection: string;
  readonly before: KeyRing;
  readonly after: KeyRing;
}

function moveIn({ connection, before, after }: Change): Move | undefined {
  const from = before.addresses;
  const move = (to: IdpAddresses | undefined, known: IdpAddresses | undefined, status: Move['status']) =>
    to === undefined || known === undefined || sameAddresses(to, known) ? undefined : { connection, from, to, status };
  return (
    move(after.addresses, from, 'trusted') ?? move(after.pendingAddresses, before.pendingAddresses ?? from, 'pending')
  );
}

export function tellChanges(change: Change, tellers: Tellers): void {
  const { connection, before, after } = change;
  const { log, onRefresh } = tellers;
  const known = new Set(before.keys.map(({ fingerprint }) => fingerprint));
  const left = new Set(after.keys.map(({ fingerprint }) => fingerprint));
  const added = after.keys.filter(({ fingerprint }) => !known.has(fingerprint));
  const gone = before.keys.filter(({ fingerprint }) => !left.has(fingerprint));
  for (const { fingerprint, status } of added)
    log.warn({ connection, fingerprint, status }, 'a new key of the IdP is in its metadata');
  for (const { fingerprint } of gone) log.warn({ connection, fingerprint }, 'a key of the IdP is no longer trusted');
  const move = moveIn(change);
  if (move !== undefined) tellAddresses(move, tellers);
  onRefresh({ connection, outcome: move !== undefined || added.length + gone.length > 0 ? 'changed' : 'unchanged' });
}
