import { createHash, createHmac } from 'node:crypto';

/** The signature of twilio.com/docs/usage/security, made without Twilio's SDK. */
export function signatureOf(authToken: string, url: string, fields: URLSearchParams = new URLSearchParams()): string {
  const names = [...new Set(fields.keys())].toSorted();
  const values = (name: string): readonly string[] => [...new Set(fields.getAll(name))].toSorted();
  const text = names.flatMap((name) => values(name).map((value) => name + value)).join('');
  return createHmac('sha1', authToken)
    .update(url + text, 'utf8')
    .digest('base64');
}

export const bodySha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
