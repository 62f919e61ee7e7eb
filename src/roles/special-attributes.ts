import { Refusal } from '../kernel/refusal.ts';
import type { WorkerAttributeValue } from './policy.ts';
import { hasInvisible } from './visible-text.ts';

/** Forms of contact_uri: Flex's own client, a SIP address, or a phone in E.164. */
const CONTACT_URIS = [/^client:\w{1,256}$/, /^sips?:[^\s@<>"]+@[^\s@<>"]+$/, /^\+[1-9]\d{1,14}$/] as const;

const isContactUri = (value: string): boolean => !hasInvisible(value) && CONTACT_URIS.some((form) => form.test(value));

/** Browsers load it: no other scheme than these two. */
const isWebUrl = (value: string): boolean =>
  !hasInvisible(value) && URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);

interface Special {
  readonly accepts: (value: string) => boolean;
  readonly reason: string;
}

/** Worker attributes that Flex acts on, by stored name (twilio.md 1.1). */
const SPECIAL: ReadonlyMap<string, Special> = new Map([
  [
    'contact_uri',
    { accepts: isContactUri, reason: 'it is neither client:…, nor sip:…, nor a phone number such as +442071838750' },
  ],
  ['image_url', { accepts: isWebUrl, reason: 'it is not an http or https URL' }],
]);

/** Refusal ATTRIBUTE_INVALID where Flex would act on a value that it cannot use. */
export function checkSpecial(stored: string, value: WorkerAttributeValue): void {
  const special = SPECIAL.get(stored);
  if (special === undefined || (typeof value === 'string' && special.accepts(value))) return;
  throw new Refusal('ATTRIBUTE_INVALID', { attribute: stored, value: String(value), reason: special.reason });
}
