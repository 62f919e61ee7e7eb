import { encryptAssertion, type EncryptionOptions } from './saml-encryption.ts';
import { signElement, type SigningOptions } from './saml-signing.ts';

const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** The moment of the tests. */
export const NOW = Date.UTC(2026, 4, 4, 9, 15, 27, 318);
export const ACS_URL = 'https://gw.example/saml/okta/acs';
export const SP_ENTITY_ID = 'urn:gw:flex';
export const IDP_ENTITY_ID = 'http://www.okta.com/exk1examplekeyAAA1d7';
const MINUTE = 60_000;

export const iso = (ms: number): string => new Date(ms).toISOString();

/** How an IdP writes what it says. */
export interface Style {
  /** Prefix, `` for the default namespace. */
  readonly protocol: string;
  readonly assertion: string;
  readonly attributesFirst: boolean;
  readonly values: 'string' | 'anyType' | 'untyped';
  /** Keycloak: one Attribute element for each value. */
  readonly onePerValue: boolean;
}

export const OKTA: Style = {
  protocol: 'saml2p',
  assertion: 'saml2',
  attributesFirst: false,
  values: 'string',
  onePerValue: false,
};
export const ENTRA: Style = {
  protocol: 'samlp',
  assertion: '',
  attributesFirst: true,
  values: 'untyped',
  onePerValue: false,
};
export const GOOGLE: Style = { ...OKTA, attributesFirst: true, values: 'anyType' };
export const KEYCLOAK: Style = {
  protocol: 'samlp',
  assertion: 'saml',
  attributesFirst: false,
  values: 'string',
  onePerValue: true,
};

export type AttributeList = readonly (readonly [name: string, values: readonly string[]])[];

export interface ResponseOptions {
  readonly style?: Style;
  readonly now?: number;
  readonly responseId?: string;
  readonly assertionId?: string;
  readonly issuer?: string;
  /** null leaves the element or attribute out; so it does in all of them below. */
  readonly responseIssuer?: string | null;
  readonly destination?: string | null;
  readonly inResponseTo?: string | null;
  readonly responseInResponseTo?: string | null;
  readonly status?: string;
  readonly statusXml?: string;
  readonly nameId?: string | null;
  readonly nameIdFormat?: string | null;
  readonly recipient?: string | null;
  readonly confirmationMethod?: string;
  readonly confirmationNotBefore?: string | null;
  readonly confirmationNotOnOrAfter?: string | null;
  /** Replaces the SubjectConfirmation elements. */
  readonly confirmationsXml?: string;
  readonly issueInstant?: string;
  readonly notBefore?: string | null;
  readonly notOnOrAfter?: string | null;
  readonly audiences?: readonly string[];
  /** More children of Conditions. */
  readonly conditionsXml?: string;
  readonly authnStatement?: boolean;
  readonly authnInstant?: string;
  readonly sessionIndex?: string;
  readonly sessionNotOnOrAfter?: string | null;
  readonly attributes?: AttributeList;
  /** Replaces the AttributeStatement. */
  readonly attributesXml?: string;
  readonly sign?: 'both' | 'response' | 'assertion' | 'none';
  readonly signing?: SigningOptions;
  readonly encrypt?: EncryptionOptions;
  /** Alters the assertion before it is signed. */
  readonly assertion?: (xml: string) => string;
  /** Alters the response, with the assertion signed inside, before it is signed. */
  readonly response?: (xml: string) => string;
  /** Alters what is posted. */
  readonly posted?: (xml: string) => string;
}

export const RESPONSE_ID = '_response70412990331845527193004418';
export const ASSERTION_ID = '_assertion70412990331906641822573190';

const attribute = (name: string, value: string | null | undefined): string =>
  value === null || value === undefined ? '' : ` ${name}="${escape(value)}"`;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const prefixed = (prefix: string): string => (prefix === '' ? '' : `${prefix}:`);
const declared = (prefix: string, namespace: string): string =>
  ` xmlns${prefix === '' ? '' : `:${prefix}`}="${namespace}"`;

/** Of the value that is asked for, null and all; `undefined` means the usual one. */
const or = <T>(value: T | undefined, usual: T): T => (value === undefined ? usual : value);

const XS = ' xmlns:xs="http://www.w3.org/2001/XMLSchema"';
const XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function attributesOf({ style = OKTA, attributes, attributesXml }: ResponseOptions): string {
  if (attributesXml !== undefined) return attributesXml;
  const a = prefixed(style.assertion);
  const type = style.values === 'untyped' ? '' : `${XS}${XSI} xsi:type="xs:${style.values}"`;
  const value = (text: string): string => `<${a}AttributeValue${type}>${escape(text)}</${a}AttributeValue>`;
  const element = (name: string, values: readonly string[]): string =>
    `<${a}Attribute Name="${escape(name)}">${values.map(value).join('')}</${a}Attribute>`;
  const list = attributes ?? [
    ['email', ['ana@corp.example']],
    ['full_name', ['Ana Díaz']],
    ['roles', ['supervisor', 'wfo.team_leader']],
  ];
  const elements = list.flatMap(([name, values]) =>
    style.onePerValue && values.length > 0 ? values.map((one) => element(name, [one])) : [element(name, values)],
  );
  return elements.length === 0 ? '' : `<${a}AttributeStatement>${elements.join('')}</${a}AttributeStatement>`;
}

function authnStatementOf(options: ResponseOptions): string {
  const { style = OKTA, now = NOW, authnStatement = true } = options;
  const a = prefixed(style.assertion);
  const instant = options.authnInstant ?? iso(now - 23 * MINUTE);
  return authnStatement
    ? `<${a}AuthnStatement AuthnInstant="${instant}" SessionIndex="${options.sessionIndex ?? 'session-1'}"` +
        `${attribute('SessionNotOnOrAfter', options.sessionNotOnOrAfter)}><${a}AuthnContext><${a}AuthnContextClassRef>` +
        `urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</${a}AuthnContextClassRef>` +
        `</${a}AuthnContext></${a}AuthnStatement>`
    : '';
}

function subjectOf(options: ResponseOptions): string {
  const { style = OKTA, now = NOW } = options;
  const a = prefixed(style.assertion);
  const nameId = or<string | null>(options.nameId, 'ana@corp.example');
  const nameIdXml =
    nameId === null
      ? ''
      : `<${a}NameID${attribute('Format', or<string | null>(options.nameIdFormat, EMAIL_FORMAT))}>${escape(nameId)}</${a}NameID>`;
  const confirmations =
    options.confirmationsXml ??
    `<${a}SubjectConfirmation Method="${options.confirmationMethod ?? BEARER}"><${a}SubjectConfirmationData` +
      attribute('InResponseTo', options.inResponseTo) +
      attribute('NotBefore', options.confirmationNotBefore) +
      attribute('NotOnOrAfter', or<string | null>(options.confirmationNotOnOrAfter, iso(now + 5 * MINUTE))) +
      `${attribute('Recipient', or<string | null>(options.recipient, ACS_URL))}/></${a}SubjectConfirmation>`;
  return `<${a}Subject>${nameIdXml}${confirmations}</${a}Subject>`;
}

function conditionsOf(options: ResponseOptions): string {
  const { style = OKTA, now = NOW, audiences = [SP_ENTITY_ID] } = options;
  const a = prefixed(style.assertion);
  const names = audiences.map((name) => `<${a}Audience>${escape(name)}</${a}Audience>`).join('');
  const restriction = audiences.length === 0 ? '' : `<${a}AudienceRestriction>${names}</${a}AudienceRestriction>`;
  return (
    `<${a}Conditions${attribute('NotBefore', or<string | null>(options.notBefore, iso(now - 5 * MINUTE)))}` +
    `${attribute('NotOnOrAfter', or<string | null>(options.notOnOrAfter, iso(now + 5 * MINUTE)))}>` +
    `${restriction}${options.conditionsXml ?? ''}</${a}Conditions>`
  );
}

/** The assertion alone, not signed. */
export function assertionXml(options: ResponseOptions = {}): string {
  const { style = OKTA, now = NOW, assertionId = ASSERTION_ID, issuer = IDP_ENTITY_ID } = options;
  const a = prefixed(style.assertion);
  const statements = [authnStatementOf(options), attributesOf(options)];
  return (
    `<${a}Assertion${declared(style.assertion, ASSERTION)}${XS} ID="${assertionId}"` +
    ` IssueInstant="${options.issueInstant ?? iso(now)}" Version="2.0"><${a}Issuer>${escape(issuer)}</${a}Issuer>` +
    subjectOf(options) +
    conditionsOf(options) +
    (style.attributesFirst ? statements.toReversed() : statements).join('') +
    `</${a}Assertion>`
  );
}

/** The response around this assertion, not signed. */
export function responseXml(assertion: string, options: ResponseOptions = {}): string {
  const { style = OKTA, now = NOW, responseId = RESPONSE_ID } = options;
  const p = prefixed(style.protocol);
  const inResponseTo = or<string | null | undefined>(options.responseInResponseTo, options.inResponseTo);
  return (
    `<?xml version="1.0" encoding="UTF-8"?><${p}Response` +
    `${attribute('Destination', or<string | null>(options.destination, ACS_URL))} ID="${responseId}"` +
    `${attribute('InResponseTo', inResponseTo)} IssueInstant="${iso(now)}" Version="2.0"` +
    `${declared(style.protocol, PROTOCOL)}${XS}>` +
    `${responseIssuerOf(options, style)}${statusOf(options, p)}${assertion}</${p}Response>`
  );
}

function responseIssuerOf({ responseIssuer, issuer = IDP_ENTITY_ID }: ResponseOptions, style: Style): string {
  const text = or<string | null>(responseIssuer, issuer);
  const a = prefixed(style.assertion);
  return text === null ? '' : `<${a}Issuer${declared(style.assertion, ASSERTION)}>${escape(text)}</${a}Issuer>`;
}

const statusOf = ({ statusXml, status = SUCCESS }: ResponseOptions, p: string): string =>
  statusXml ?? `<${p}Status><${p}StatusCode Value="${status}"/></${p}Status>`;

const same = (xml: string): string => xml;
const USUAL = {
  sign: 'both',
  responseId: RESPONSE_ID,
  assertionId: ASSERTION_ID,
  assertion: same,
  response: same,
  posted: same,
} as const;

/** A whole response as an IdP makes it: assertion, its signature, encryption, response, its signature. */
export function samlResponse(options: ResponseOptions = {}): string {
  const all = { ...USUAL, ...options };
  const signing = { prefixes: 'xs', ...options.signing };
  const signs = (what: 'response' | 'assertion'): boolean => all.sign === 'both' || all.sign === what;
  const plain = all.assertion(assertionXml(options));
  const signed = signs('assertion') ? signElement(plain, all.assertionId, signing) : plain;
  const payload = options.encrypt === undefined ? signed : encryptAssertion(signed, options.encrypt);
  const response = all.response(responseXml(payload, options));
  return all.posted(signs('response') ? signElement(response, all.responseId, signing) : response);
}

/** As the form field carries it. */
export const encode = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64');

export const postedResponse = (options: ResponseOptions = {}): string => encode(samlResponse(options));
