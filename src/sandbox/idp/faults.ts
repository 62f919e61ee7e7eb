import type { Overrides } from './overrides.ts';

export interface Fault {
  readonly name: string;
  /** For people, on the pages. */
  readonly label: string;
  readonly overrides: Overrides;
}

const HOUR_MS = 3_600_000;

/** Faulty responses that a visitor can send with a click, or a test by `?fault={name}`. */
export const FAULTS: readonly Fault[] = [
  { name: 'tampered-roles', label: 'A role changed after signing', overrides: { tamper: 'roles' } },
  { name: 'tampered-name', label: 'The NameID changed after signing', overrides: { tamper: 'nameId' } },
  { name: 'unsigned', label: 'No signature at all', overrides: { unsigned: true } },
  { name: 'foreign-key', label: 'Signed with an unknown key', overrides: { foreignKey: true } },
  { name: 'response-only', label: 'Only the response signed', overrides: { sign: 'response' } },
  { name: 'assertion-only', label: 'Only the assertion signed', overrides: { sign: 'assertion' } },
  { name: 'sha1', label: 'Signed with SHA-1', overrides: { digest: 'sha1' } },
  { name: 'expired', label: 'Expired an hour ago', overrides: { expiredByMs: HOUR_MS } },
  { name: 'not-yet-valid', label: 'Clock an hour ahead', overrides: { clockOffsetMs: HOUR_MS } },
  { name: 'wrong-audience', label: 'Meant for another audience', overrides: { audience: 'urn:elsewhere' } },
  {
    name: 'wrong-recipient',
    label: 'Sent to another recipient',
    overrides: { recipient: 'https://elsewhere.example/acs' },
  },
  { name: 'comma-roles', label: 'All roles in one value', overrides: { commaRoles: true } },
  { name: 'empty-roles', label: 'An empty roles value', overrides: { emptyRoles: true } },
  { name: 'no-roles', label: 'No roles attribute', overrides: { omit: ['roles'] } },
];

/** undefined: there is no such fault. */
export const faultNamed = (name: string): Fault | undefined => FAULTS.find((fault) => fault.name === name);
