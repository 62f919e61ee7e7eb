import { createVerify, X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { SamlApp } from './saml-app.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  decodeMessage,
  idOf,
  issuerOf,
  leadsTo,
  parseMessage,
  refuseUnless,
  type MessageBinding,
  type MessageParameter,
} from './saml-message.ts';
import { RSA_SHA256 } from './sign-element.ts';
import { NAMESPACES } from './xml.ts';

/** A message of single logout as the browser brought it. */
export interface ArrivedMessage {
  readonly binding: MessageBinding;
  readonly fields: URLSearchParams;
  /** For the Redirect binding: the very octets of the query. */
  readonly rawQuery: string;
}

/** bindings 3.4.4.1: the octets as they came, in the order of the binding. */
function isQuerySigned({ rawQuery, fields }: ArrivedMessage, certificate: string): boolean {
  if (fields.get('SigAlg') !== RSA_SHA256) return false;
  const raw = new Map(rawQuery.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  const octets = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg']
    .flatMap((name) => raw.get(name) ?? [])
    .join('&');
  const signature = Buffer.from(fields.get('Signature') ?? '', 'base64');
  return createVerify('sha256').update(octets).verify(new X509Certificate(certificate).publicKey, signature);
}

/** One signature over the whole message, by SHA-256, with the key of the certificate and no other. */
function isEnvelopedSigned(xml: string, root: Element, certificate: string): boolean {
  const [signature, ...more] = childrenOf(root, NAMESPACES.signature, 'Signature');
  if (signature === undefined || more.length > 0) return false;
  const verifier = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(signature);
    const [reference] = verifier.getReferences();
    const wholeMessage = reference?.uri === `#${attributeOf(root, 'ID') ?? ''}`;
    return verifier.signatureAlgorithm === RSA_SHA256 && wholeMessage && verifier.checkSignature(xml);
  } catch {
    return false;
  }
}

interface Opened {
  readonly root: Element;
  readonly id: string;
  readonly issuer: string;
  readonly signed: boolean;
}

/** Throws MessageRefused where it cannot be read. An app without a certificate has nobody's signature to expect. */
function open(arrived: ArrivedMessage, parameter: MessageParameter, app: SamlApp): Opened {
  const { binding, fields } = arrived;
  const xml = decodeMessage(fields.get(parameter) ?? '', binding, parameter);
  const root = parseMessage(xml, parameter, parameter === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse');
  const { spCertificate } = app;
  const isSigned = (certificate: string): boolean =>
    binding === 'redirect' ? isQuerySigned(arrived, certificate) : isEnvelopedSigned(xml, root, certificate);
  return {
    root,
    id: idOf(root),
    issuer: issuerOf(root),
    signed: spCertificate !== undefined && isSigned(spCertificate),
  };
}

export interface LogoutRequest {
  readonly id: string;
  readonly issuer: string;
  /** With the certificate of the service provider, over the whole message. */
  readonly signed: boolean;
  readonly nameId: string;
  readonly sessionIndexes: readonly string[];
}

/** A request of the service provider (core 3.7.1). Throws MessageRefused. */
export function readLogoutRequest(arrived: ArrivedMessage, app: SamlApp): LogoutRequest {
  const { root, id, issuer, signed } = open(arrived, 'SAMLRequest', app);
  const destination = attributeOf(root, 'Destination');
  refuseUnless(
    leadsTo(destination, app.sloUrl),
    `Destination is ${destination ?? ''}, but the single logout URL of the app is ${app.sloUrl}.`,
  );
  const nameIds = childrenOf(root, NAMESPACES.assertion, 'NameID');
  refuseUnless(nameIds.length === 1, 'The LogoutRequest must hold one NameID.');
  const indexes = childrenOf(root, NAMESPACES.protocol, 'SessionIndex');
  return {
    id,
    issuer,
    signed,
    nameId: nameIds[0]?.textContent.trim() ?? '',
    sessionIndexes: indexes.map(({ textContent }) => textContent.trim()),
  };
}

export interface LogoutAnswer {
  readonly inResponseTo: string;
  readonly signed: boolean;
  /** Without its URN. */
  readonly status: string;
}

/** What the service provider answers to a request of ours (core 3.7.2). Throws MessageRefused. */
export function readLogoutResponse(arrived: ArrivedMessage, app: SamlApp): LogoutAnswer {
  const { root, signed } = open(arrived, 'SAMLResponse', app);
  const status = childOf(root, NAMESPACES.protocol, 'Status');
  const code = status && childOf(status, NAMESPACES.protocol, 'StatusCode');
  return {
    inResponseTo: attributeOf(root, 'InResponseTo') ?? '',
    signed,
    status: (attributeOf(code, 'Value') ?? '').split(':').at(-1) ?? '',
  };
}
