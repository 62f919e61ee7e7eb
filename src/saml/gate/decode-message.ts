import { ensure, Refusal } from '../../kernel/refusal.ts';

/** Characters of base64, line ends included: 192 kB of XML, room for about a thousand groups. */
const LONGEST_ENCODED = 262_144;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a SAMLResponse form field (bindings 3.5.4): strict base64, which may be wrapped in lines, of strict UTF-8
 * without a byte order mark. Strict, so that no two readers of the same field can see two messages.
 */
export function decodeMessage(encoded: string, longest = LONGEST_ENCODED): string {
  ensure(encoded !== '', 'SAML_MESSAGE_MISSING', {});
  ensure(encoded.length <= longest, 'SAML_TOO_LARGE', { limit: 'characters of base64', allowed: longest });
  const unwrapped = encoded.replaceAll(/\r?\n/g, '');
  const bytes = Buffer.from(unwrapped, 'base64');
  ensure(bytes.length > 0 && bytes.toString('base64') === unwrapped, 'SAML_NOT_BASE64', {});
  const text = decodeUtf8(bytes);
  ensure(!text.startsWith('\uFEFF'), 'SAML_MALFORMED', { reason: 'it starts with a byte order mark' });
  return text;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal('SAML_NOT_BASE64', {});
  }
}
