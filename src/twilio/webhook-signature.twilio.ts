import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';
import type { SignedRequest, VerifySignature } from '../conversations/routes.ts';

/** Every value of a field; a repeated one counts once, as the SDK takes it. */
function fieldsOf(text: string): Readonly<Record<string, readonly string[]>> {
  const fields = new URLSearchParams(text);
  return Object.fromEntries([...new Set(fields.keys())].map((name) => [name, [...fields.getAll(name)]]));
}

/**
 * With the SDK's own check: HMAC-SHA1 over the URL and the sorted fields, or over a URL that carries the digest of a JSON
 * body; with and without the standard port and in the legacy encoding of queries; compared in constant time.
 */
export const createSignatureCheck =
  (authToken: string): VerifySignature =>
  ({ url, signature, body }: SignedRequest) =>
    body.type === 'form'
      ? validateRequest(authToken, signature, url, fieldsOf(body.text))
      : validateRequestWithBody(authToken, signature, url, body.text);
