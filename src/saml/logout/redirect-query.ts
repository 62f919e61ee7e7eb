import { inflateRawSync } from 'node:zlib';
import { ensure, Refusal } from '../../kernel/refusal.ts';

/** A message of the HTTP-Redirect binding (bindings 3.4.4.1), taken apart without decoding what is signed. */
export interface RedirectMessage {
  readonly kind: 'request' | 'response';
  readonly xml: string;
  readonly relayState?: string;
  readonly signature?: {
    readonly algorithm: string;
    readonly value: Buffer;
    /** The very octets that the signature covers, in the order of the binding. */
    readonly octets: string;
  };
}

/** Logout messages have a kilobyte or two; one deflated kilobyte can unfold to a thousand. */
const LONGEST_XML = 65_536;
const LONGEST_QUERY = 32_768;
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

const invalid = (reason: string): Refusal => new Refusal('SAML_LOGOUT_INVALID', { reason });

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    throw invalid('its query is not percent-encoded properly');
  }
}

/** Raw values by decoded name; a name that comes twice, in whatever spelling, would let two readers see two messages. */
function rawParameters(rawQuery: string): ReadonlyMap<string, string> {
  ensure(rawQuery.length <= LONGEST_QUERY, 'SAML_TOO_LARGE', { limit: 'characters of query', allowed: LONGEST_QUERY });
  const raw = new Map<string, string>();
  for (const part of rawQuery.split('&').filter((text) => text !== '')) {
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    ensure(!raw.has(name), 'SAML_LOGOUT_INVALID', { reason: `its query has ${name} twice` });
    raw.set(name, at < 0 ? '' : part.slice(at + 1));
  }
  return raw;
}

function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  ensure(bytes.length > 0 && bytes.toString('base64') === text, 'SAML_NOT_BASE64', {});
  return bytes;
}

function inflated(deflated: Buffer): string {
  try {
    const bytes = inflateRawSync(deflated, { maxOutputLength: LONGEST_XML });
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new Refusal('SAML_TOO_LARGE', { limit: 'characters of XML', allowed: LONGEST_XML });
    throw new Refusal('SAML_MALFORMED', { reason: 'it is not deflated UTF-8 text' });
  }
}

type Raw = ReadonlyMap<string, string>;

function parameterOf(raw: Raw): 'SAMLRequest' | 'SAMLResponse' {
  ensure(raw.has('SAMLRequest') !== raw.has('SAMLResponse'), 'SAML_LOGOUT_INVALID', {
    reason: 'its query must carry either SAMLRequest or SAMLResponse',
  });
  const encoding = raw.get('SAMLEncoding');
  ensure(encoding === undefined || decoded(encoding) === DEFLATE, 'SAML_LOGOUT_INVALID', {
    reason: 'its SAMLEncoding is not DEFLATE',
  });
  return raw.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
}

function signatureOf(raw: Raw, parameter: string): RedirectMessage['signature'] {
  const [signature, algorithm] = [raw.get('Signature'), raw.get('SigAlg')];
  ensure((signature === undefined) === (algorithm === undefined), 'SAML_LOGOUT_INVALID', {
    reason: 'its query must carry Signature and SigAlg together',
  });
  if (signature === undefined || algorithm === undefined) return undefined;
  const octets = [parameter, 'RelayState', 'SigAlg']
    .filter((name) => raw.has(name))
    .map((name) => `${name}=${raw.get(name) ?? ''}`)
    .join('&');
  return { algorithm: decoded(algorithm), value: strictBase64(decoded(signature)), octets };
}

/** What is decoded here is decoded from the same raw values that `octets` is made of, and from nothing else. */
export function readRedirectQuery(rawQuery: string): RedirectMessage {
  const raw = rawParameters(rawQuery);
  const parameter = parameterOf(raw);
  const signature = signatureOf(raw, parameter);
  const relayState = raw.get('RelayState');
  return {
    kind: parameter === 'SAMLRequest' ? 'request' : 'response',
    xml: inflated(strictBase64(decoded(raw.get(parameter) ?? ''))),
    ...(relayState !== undefined && { relayState: decoded(relayState) }),
    ...(signature !== undefined && { signature }),
  };
}
