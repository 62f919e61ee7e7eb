import { ensure } from '../../kernel/refusal.ts';
import { checkBegun, checkNotOver, parseInstant, type Moment } from '../checks/instant.ts';
import { checkChildren, checkTextOnly, checkVersionAndId, named, type ChildRules } from '../checks/children.ts';
import { childNamed, childrenNamed, descendants, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { ASSERTION, DSIG, PROTOCOL } from '../namespaces.ts';
import type { LogoutRequest, LogoutResponse } from './logout-message.ts';

/** How long a logout message may be under way, ms. Who asks for longer is cut to it: a browser takes seconds. */
const LIFE_MS = 600_000;
const LONGEST_NAME_ID = 256;
const MOST_SESSIONS = 200;

/** core 3.7.1. */
const REQUEST_CHILDREN: ChildRules = new Map([
  [named(ASSERTION, 'Issuer'), 'once'],
  [named(DSIG, 'Signature'), 'optional'],
  [named(PROTOCOL, 'Extensions'), 'optional'],
  [named(ASSERTION, 'BaseID'), 'optional'],
  [named(ASSERTION, 'NameID'), 'optional'],
  [named(ASSERTION, 'EncryptedID'), 'optional'],
  [named(PROTOCOL, 'SessionIndex'), 'any number'],
]);
/** core 3.7.2. */
const RESPONSE_CHILDREN: ChildRules = new Map([
  [named(ASSERTION, 'Issuer'), 'once'],
  [named(DSIG, 'Signature'), 'optional'],
  [named(PROTOCOL, 'Extensions'), 'optional'],
  [named(PROTOCOL, 'Status'), 'once'],
]);

const SHAPES: ReadonlyMap<string, ChildRules> = new Map([
  ['LogoutRequest', REQUEST_CHILDREN],
  ['LogoutResponse', RESPONSE_CHILDREN],
]);
const ROOTS = { request: 'LogoutRequest', response: 'LogoutResponse' } as const;

/** The message that the parameter announces, with nothing hidden inside it. */
export function checkLogoutShape(root: XmlElement, kind: 'request' | 'response'): void {
  const name = ROOTS[kind];
  ensure(isNamed(root, PROTOCOL, name), 'SAML_LOGOUT_INVALID', { reason: `it is a “${root.name}”, not a ${name}` });
  checkVersionAndId(root);
  checkChildren(root, SHAPES.get(name) ?? new Map());
  for (const child of root.children.filter(({ namespace }) => namespace === ASSERTION))
    if (child.name === 'Issuer' || child.name === 'NameID') checkTextOnly(child);
  for (const { element, parent } of descendants(root)) {
    const misplaced = SHAPES.has(element.name) || (element.name === 'Signature' && parent !== root);
    ensure(!misplaced, 'SAML_LOGOUT_INVALID', { reason: `a ${element.name} is hidden inside ${parent.name}` });
  }
}

export interface LogoutTerms extends Moment {
  readonly idpEntityId: string;
  readonly logoutUrl: string;
}

/** Issuer (core 3.2.1), and Destination, which a signed message must have (bindings 3.4.5.2, 3.5.5.2). */
function checkAddressing(root: XmlElement, signed: boolean, { idpEntityId, logoutUrl }: LogoutTerms): void {
  const issuer = childNamed(root, ASSERTION, 'Issuer')?.text ?? '';
  ensure(issuer === idpEntityId, 'SAML_ISSUER_MISMATCH', { expected: idpEntityId, received: issuer });
  const destination = root.attributes.get('Destination');
  if (destination === undefined && !signed) return;
  ensure(destination === logoutUrl, 'SAML_DESTINATION_MISMATCH', {
    expected: logoutUrl,
    received: destination ?? '',
  });
}

/** The end of the time in which the message counts, the skew left out. */
function checkTimes(root: XmlElement, moment: Moment): number {
  const issuedAt = parseInstant(root.attributes.get('IssueInstant'), `${root.name} IssueInstant`);
  checkBegun(issuedAt, moment);
  const end = root.attributes.get('NotOnOrAfter');
  const asked = end === undefined ? Infinity : parseInstant(end, `${root.name} NotOnOrAfter`);
  const usableUntil = Math.min(asked, issuedAt + LIFE_MS);
  checkNotOver(usableUntil, moment);
  return usableUntil;
}

function nameIdOf(root: XmlElement): string {
  const encrypted = childNamed(root, ASSERTION, 'EncryptedID') !== undefined;
  ensure(!encrypted, 'SAML_LOGOUT_INVALID', {
    reason: 'its NameID is encrypted: switch NameID encryption off for this app in the IdP',
  });
  const value = childNamed(root, ASSERTION, 'NameID')?.text ?? '';
  ensure(value !== '' && value.length <= LONGEST_NAME_ID, 'SAML_LOGOUT_INVALID', {
    reason: 'it names no person by one NameID',
  });
  return value;
}

/** A LogoutRequest whose signature has been verified, read from the bytes that it covers (core 3.7.3). */
export function readLogoutRequest(root: XmlElement, terms: LogoutTerms): LogoutRequest {
  checkLogoutShape(root, 'request');
  checkAddressing(root, true, terms);
  const usableUntil = checkTimes(root, terms);
  const sessionIndexes = childrenNamed(root, PROTOCOL, 'SessionIndex').map(({ text }) => text);
  ensure(sessionIndexes.length <= MOST_SESSIONS, 'SAML_LOGOUT_INVALID', {
    reason: `it names more than ${MOST_SESSIONS} sessions`,
  });
  const id = root.attributes.get('ID') ?? '';
  return { kind: 'request', id, nameId: nameIdOf(root), sessionIndexes, usableUntil: usableUntil + terms.skewMs };
}

const lastOf = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);

export function readLogoutResponse(root: XmlElement, signed: boolean, terms: LogoutTerms): LogoutResponse {
  checkLogoutShape(root, 'response');
  checkAddressing(root, signed, terms);
  checkTimes(root, terms);
  const code = childNamed(root, PROTOCOL, 'Status')?.children.find((child) => isNamed(child, PROTOCOL, 'StatusCode'));
  const status = [code, ...(code?.children ?? [])].map((element) => lastOf(element?.attributes.get('Value') ?? ''));
  const inResponseTo = root.attributes.get('InResponseTo') ?? '';
  return { kind: 'response', inResponseTo, status: status.filter((part) => part !== '').join('/'), signed };
}
