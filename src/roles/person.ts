import { Refusal } from '../kernel/refusal.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { AttributeSources, RolePolicy } from './policy.ts';
import { attributeMissing } from './required-attribute.ts';
import { hasControls, hasInk, hasInvisible } from './visible-text.ts';

export interface Person {
  readonly email: string;
  readonly fullName: string;
}

/** RFC 5321 4.5.3.1.3: a path holds 256 octets, of which two are brackets. */
const EMAIL_LIMIT = 254;
/** Conversations keeps it as the User's friendly name. */
const FULL_NAME_LIMIT = 256;
/** One @ between a local part and a domain. Whether mail arrives there is not ours to know. */
const ADDRESS = /^[^\s@"<>(),:;[\]\\]{1,64}@[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)*$/u;

/** The two attributes besides `roles` without which Flex has no user (error 45050). */
export const personOf = (attributes: AttributeReader, policy: RolePolicy): Person => ({
  email: emailOf(attributes, policy.attributes.email),
  fullName: fullNameOf(attributes, policy.attributes.fullName),
});

/**
 * The names that one of our values is taken from: the first alternative all of whose names brought a value, else the
 * first of which some did (people with a single name have no surname).
 */
export const chosenSource = (attributes: AttributeReader, sources: AttributeSources): readonly string[] | undefined => {
  const has = (name: string): boolean => attributes.state(name) === 'present';
  return sources.find((names) => names.length > 0 && names.every(has)) ?? sources.find((names) => names.some(has));
};

function emailOf(attributes: AttributeReader, sources: AttributeSources): string {
  const email = singleValue('email', sources, attributes);
  const refuse = refusing('email', email);
  if (email.length > EMAIL_LIMIT) throw refuse(`it has ${email.length} characters, at most ${EMAIL_LIMIT} fit`);
  if (hasInvisible(email)) throw refuse('it holds an invisible character');
  if (!ADDRESS.test(email)) throw refuse('it is not an e-mail address');
  return email;
}

function fullNameOf(attributes: AttributeReader, sources: AttributeSources): string {
  const name = singleValue('full_name', sources, attributes);
  const refuse = refusing('full_name', name);
  if (name.length > FULL_NAME_LIMIT) throw refuse(`it has ${name.length} characters, at most ${FULL_NAME_LIMIT} fit`);
  if (hasControls(name)) throw refuse('it holds a control character or a direction mark');
  if (!hasInk(name)) throw refuse('it is blank');
  return name;
}

const refusing =
  (attribute: string, value: string) =>
  (reason: string): Refusal =>
    new Refusal('ATTRIBUTE_INVALID', { attribute, value, reason });

/** Several different values are refused: which of them counts must not depend on their order. */
function singleValue(attribute: string, sources: AttributeSources, attributes: AttributeReader): string {
  const names = chosenSource(attributes, sources);
  if (names === undefined) throw attributeMissing(attribute, sources, attributes);
  return names
    .flatMap((name) => {
      const values = attributes.values(name);
      if (values.length > 1) throw refusing(name, values.join(', '))('it has several values, one is expected');
      return values;
    })
    .join(' ');
}
