import * as fc from 'fast-check';
import {
  approveAll,
  fingerprintOf,
  firstRing,
  mergeMetadata,
  pendingKeys,
  trustedCertificates,
} from '../../../src/saml/rollover/key-ring.ts';
import { idpKey, oldSpKey, otherIdpKey, shortIdpKey, spKey } from '../../support/saml-keys.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 3);
const [OLD, NEW, THIRD] = [idpKey().certificate, otherIdpKey().certificate, spKey().certificate];
const auto = (now: number, keepKeysMs = 24 * HOUR) => ({ now, keepKeysMs, trustNewKeys: 'auto' }) as const;
const approve = (now: number, keepKeysMs = 24 * HOUR) => ({ now, keepKeysMs, trustNewKeys: 'approve' }) as const;
const ring = firstRing('urn:idp', [OLD], NOW);

test('a fingerprint is the SHA-256 of the certificate, the same for every spelling of the PEM', () => {
  expect(fingerprintOf(OLD)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintOf(OLD)).toBe(fingerprintOf(OLD.replaceAll('\n', '\r\n')));
  expect(fingerprintOf(OLD)).not.toBe(fingerprintOf(NEW));
});

describe('keys that count at once', () => {
  test('an announced rollover: both are trusted while both are listed', () => {
    const announced = mergeMetadata(ring, [OLD, NEW], auto(NOW + HOUR));
    expect(trustedCertificates(announced)).toEqual([OLD, NEW]);
    expect(announced).toMatchObject({ attemptedAt: NOW + HOUR, refreshedAt: NOW + HOUR });
  });

  test('a key that leaves stays for as long as keepKeys says after it was last listed', () => {
    const seen = mergeMetadata(ring, [OLD], auto(NOW + 10 * HOUR));
    expect(trustedCertificates(mergeMetadata(seen, [NEW], auto(NOW + 33 * HOUR)))).toEqual([NEW, OLD]);
    expect(trustedCertificates(mergeMetadata(seen, [NEW], auto(NOW + 34 * HOUR)))).toEqual([NEW]);
  });

  test('keepKeys: 0s drops it at once', () => {
    expect(trustedCertificates(mergeMetadata(ring, [NEW], auto(NOW + 1, 0)))).toEqual([NEW]);
  });

  test('a key that was pending under another setting counts from then on', () => {
    const waiting = mergeMetadata(ring, [OLD, NEW], approve(NOW + HOUR));
    expect(trustedCertificates(mergeMetadata(waiting, [OLD, NEW], auto(NOW + 2 * HOUR)))).toEqual([OLD, NEW]);
  });
});

describe('keys that wait for an operator', () => {
  test('are not trusted until approved, and stay approved', () => {
    const waiting = mergeMetadata(ring, [OLD, NEW], approve(NOW + HOUR));
    expect(trustedCertificates(waiting)).toEqual([OLD]);
    expect(pendingKeys(waiting).map(({ fingerprint }) => fingerprint)).toEqual([fingerprintOf(NEW)]);
    const approved = approveAll(waiting, new Set([fingerprintOf(NEW)]));
    const later = mergeMetadata(approved, [NEW], approve(NOW + 2 * HOUR));
    expect(trustedCertificates(later)).toEqual([NEW, OLD]);
    expect(pendingKeys(later)).toEqual([]);
  });

  test('the old key stays, however long, while no trusted key is listed', () => {
    const years = mergeMetadata(ring, [NEW], approve(NOW + 20_000 * HOUR));
    expect(trustedCertificates(years)).toEqual([OLD]);
  });

  test('a pending key that leaves the metadata is forgotten', () => {
    const waiting = mergeMetadata(ring, [OLD, NEW], approve(NOW));
    expect(mergeMetadata(waiting, [OLD], approve(NOW + 1)).keys).toHaveLength(1);
  });

  test('an approval of a key that is not there changes nothing', () => {
    expect(approveAll(ring, new Set([fingerprintOf(NEW)]))).toEqual(ring);
  });
});

const PEMS = [OLD, NEW, THIRD, oldSpKey().certificate, shortIdpKey().certificate];
const refreshes = fc.array(fc.record({ listed: fc.subarray(PEMS, { minLength: 1 }), hours: fc.nat(72) }), {
  maxLength: 8,
});

test.each(['auto', 'approve'] as const)('whatever the metadata do, %s always leaves a trusted key', (trustNewKeys) => {
  fc.assert(
    fc.property(refreshes, fc.nat(48), (steps, keepHours) => {
      let [current, now] = [ring, NOW];
      for (const { listed, hours } of steps) {
        now += hours * HOUR;
        current = mergeMetadata(current, listed, { now, keepKeysMs: keepHours * HOUR, trustNewKeys });
        expect(trustedCertificates(current).length).toBeGreaterThan(0);
        const prints = current.keys.map(({ fingerprint }) => fingerprint);
        expect(new Set(prints).size).toBe(prints.length);
      }
    }),
    { numRuns: 50 },
  );
});

test('with approve nothing but the first keys and approved ones is ever trusted', () => {
  fc.assert(
    fc.property(refreshes, (steps) => {
      let [current, now] = [ring, NOW];
      for (const { listed, hours } of steps) {
        now += hours * HOUR;
        current = mergeMetadata(current, listed, approve(now));
        expect(trustedCertificates(current)).toEqual([OLD]);
      }
    }),
    { numRuns: 50 },
  );
});
