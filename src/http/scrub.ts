const REMOVED = '[removed]';
const DEEPEST = 8;
const LONGEST_LIST = 100;

/** Names, without case and punctuation, whose values never reach a log. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'samlresponse',
  'samlrequest',
  'relaystate',
  'assertion',
  'auth',
  'signingkey',
  'decryptionkey',
  'privatekey',
  'passphrase',
]);
const SECRET_ENDINGS = ['token', 'secret', 'password', 'credential', 'credentials'];

/** Codes of refusals, of Node and of Twilio; an exchange code looks like none of them. */
const PUBLIC_CODE = /^[A-Z][A-Z0-9_]{1,40}$/;

/** Secrets inside a text: credentials of a header, a JWT, and what travels in a query or a form. */
const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w\-.~+/]{6,}=*/gi, `$1 ${REMOVED}`],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, REMOVED],
  [/\b(SAMLResponse|SAMLRequest|RelayState|code|token|secret|password)=[^&\s"']+/gi, `$1=${REMOVED}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi, `$1:${REMOVED}@`],
];

function isSecret(name: string, value: unknown): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plain === 'code') return typeof value === 'string' && !PUBLIC_CODE.test(value);
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
}

export const scrubText = (text: string): string =>
  SECRETS_IN_TEXT.reduce((clean, [secret, instead]) => clean.replaceAll(secret, instead), text);

function scrubFields(fields: Iterable<readonly [string, unknown]>, above: readonly object[]): Record<string, unknown> {
  const clean = [...fields].map(([name, value]) => [name, isSecret(name, value) ? REMOVED : scrubValue(value, above)]);
  return Object.fromEntries(clean) as Record<string, unknown>;
}

/** Own properties of an error too: libraries hang whole requests on them. */
const fieldsOfError = (error: Error): readonly (readonly [string, unknown])[] => [
  ...Object.entries(error),
  ['type', error.name],
  ['message', error.message],
  ['stack', error.stack],
  ...(error.cause === undefined ? [] : [['cause', error.cause] as const]),
];

/** Objects that are no plain records, as what they stand for; undefined for all others. */
function scrubSpecial(value: object, path: readonly object[]): unknown {
  if (value instanceof Error) return scrubFields(fieldsOfError(value), path);
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (value instanceof Map)
    return scrubFields(
      [...value].map(([name, item]) => [String(name), item] as const),
      path,
    );
  if (value instanceof Set) return scrubValue([...value], path);
  if (value instanceof URL) return scrubText(value.href);
  return value instanceof Date ? String(value) : undefined;
}

function scrubObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (above.length >= DEEPEST) return '[too deep]';
  const path = [...above, value];
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map((item) => scrubValue(item, path));
  return scrubSpecial(value, path) ?? scrubFields(Object.entries(value), path);
}

function scrubValue(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return scrubText(value);
  return typeof value === 'object' && value !== null ? scrubObject(value, above) : value;
}

/** A copy of log fields without secrets, by name at any depth, and in texts by their form. */
export const scrub = (fields: object): Record<string, unknown> => scrubFields(Object.entries(fields), [fields]);
