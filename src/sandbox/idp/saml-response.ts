import { NAMESPACES, xmlAttributes, xmlText } from './xml.ts';
import { encryptAssertion } from './encrypt-assertion.ts';
import { signElement } from './sign-element.ts';
import type { ResponsePlan } from './response-plan.ts';
import type { SentAttribute } from './statements.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Okta declares the namespace again on every child of the assertion. */
const SAML2: readonly [string, string] = ['xmlns:saml2', NAMESPACES.assertion];
const SAML2P: readonly [string, string] = ['xmlns:saml2p', NAMESPACES.protocol];
const ENTITY_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity';
const UNSPECIFIED_NAME = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

const instant = (ms: number): string => new Date(ms).toISOString();

const issuer = (plan: ResponsePlan): string =>
  `<saml2:Issuer${xmlAttributes([['Format', ENTITY_FORMAT], SAML2])}>${xmlText(plan.issuer)}</saml2:Issuer>`;

const subject = (plan: ResponsePlan): string =>
  `<saml2:Subject${xmlAttributes([SAML2])}>` +
  `<saml2:NameID${xmlAttributes([['Format', plan.nameIdFormat]])}>${xmlText(plan.nameId)}</saml2:NameID>` +
  `<saml2:SubjectConfirmation Method="${BEARER}"><saml2:SubjectConfirmationData${xmlAttributes([
    ['InResponseTo', plan.inResponseTo],
    ['NotOnOrAfter', instant(plan.notOnOrAfter)],
    ['Recipient', plan.recipient],
  ])}/></saml2:SubjectConfirmation></saml2:Subject>`;

const conditions = (plan: ResponsePlan): string =>
  `<saml2:Conditions${xmlAttributes([
    ['NotBefore', instant(plan.notBefore)],
    ['NotOnOrAfter', instant(plan.notOnOrAfter)],
    SAML2,
  ])}><saml2:AudienceRestriction><saml2:Audience>${xmlText(plan.audience)}</saml2:Audience>` +
  `</saml2:AudienceRestriction></saml2:Conditions>`;

const authnStatement = (plan: ResponsePlan): string =>
  `<saml2:AuthnStatement${xmlAttributes([
    ['AuthnInstant', instant(plan.authnInstant)],
    ['SessionIndex', plan.sessionIndex],
    ['SessionNotOnOrAfter', plan.sessionNotOnOrAfter === undefined ? undefined : instant(plan.sessionNotOnOrAfter)],
    SAML2,
  ])}><saml2:AuthnContext><saml2:AuthnContextClassRef>${xmlText(plan.authnContext)}</saml2:AuthnContextClassRef></saml2:AuthnContext>` +
  `</saml2:AuthnStatement>`;

const VALUE_ATTRIBUTES = xmlAttributes([
  ['xmlns:xs', NAMESPACES.schema],
  ['xmlns:xsi', NAMESPACES.instance],
  ['xsi:type', 'xs:string'],
]);

const attributeValue = (value: string): string =>
  value === ''
    ? `<saml2:AttributeValue${VALUE_ATTRIBUTES}/>`
    : `<saml2:AttributeValue${VALUE_ATTRIBUTES}>${xmlText(value)}</saml2:AttributeValue>`;

const attribute = ({ name, values, nameFormat = UNSPECIFIED_NAME }: SentAttribute): string =>
  `<saml2:Attribute${xmlAttributes([
    ['Name', name],
    ['NameFormat', nameFormat],
  ])}>${values.map(attributeValue).join('')}</saml2:Attribute>`;

const attributeStatement = ({ attributes }: ResponsePlan): string =>
  attributes.length === 0
    ? ''
    : `<saml2:AttributeStatement${xmlAttributes([SAML2])}>${attributes.map(attribute).join('')}</saml2:AttributeStatement>`;

/** `xs` stands on an element that is signed and holds typed values. */
const schemaNamespace = (declared: boolean): readonly [string, string | undefined] => [
  'xmlns:xs',
  declared ? NAMESPACES.schema : undefined,
];

const assertion = (plan: ResponsePlan, declareSchema: boolean): string =>
  `<saml2:Assertion${xmlAttributes([
    ['ID', plan.assertionId],
    ['IssueInstant', instant(plan.issuedAt)],
    ['Version', '2.0'],
    SAML2,
    schemaNamespace(declareSchema),
  ])}>${issuer(plan)}${subject(plan)}${conditions(plan)}${authnStatement(plan)}${attributeStatement(plan)}</saml2:Assertion>`;

const response = (plan: ResponsePlan, declareSchema: boolean, content: string): string =>
  `<saml2p:Response${xmlAttributes([
    ['Destination', plan.destination],
    ['ID', plan.responseId],
    ['InResponseTo', plan.inResponseTo],
    ['IssueInstant', instant(plan.issuedAt)],
    ['Version', '2.0'],
    SAML2P,
    schemaNamespace(declareSchema),
  ])}>${issuer(plan)}<saml2p:Status${xmlAttributes([SAML2P])}><saml2p:StatusCode Value="${SUCCESS}"/></saml2p:Status>` +
  `${content}</saml2p:Response>`;

/**
 * The response as Okta writes it, on one line: the assertion is signed first, then encrypted, then the response around
 * it is signed.
 */
export function samlResponse(plan: ResponsePlan, keys: SigningKeys): string {
  const { signed, digest, encryption } = plan;
  const typedValues = plan.attributes.some(({ values }) => values.length > 0);
  const inner = assertion(plan, signed.assertion && typedValues);
  const clear = signed.assertion ? signElement(inner, { id: plan.assertionId, keys, digest, typedValues }) : inner;
  const content = encryption === undefined ? clear : encryptAssertion(clear, encryption);
  const readable = typedValues && encryption === undefined;
  const outer = response(plan, signed.response && readable, content);
  const whole = signed.response
    ? signElement(outer, { id: plan.responseId, keys, digest, typedValues: readable })
    : outer;
  return `<?xml version="1.0" encoding="UTF-8"?>${whole}`;
}
