import { Refusal } from '../kernel/refusal.ts';
import type { ValueType } from './attribute-names.ts';
import type { WorkerAttributeValue } from './policy.ts';
import { trimXmlBlanks } from './visible-text.ts';

type Scalar = string | number | boolean;
/** undefined where the text is none of the type. */
type Parse = (text: string) => Scalar | undefined;

const asString: Parse = (text) => text;

const asInt: Parse = (text) => {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  // -0 becomes 0, which is what JSON makes of it.
  return Number.isSafeInteger(value) ? value + 0 : undefined;
};

const asBoolean: Parse = (text) => {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
};

const TYPES: Readonly<Record<ValueType, { readonly parse: Parse; readonly many: boolean; readonly name: string }>> = {
  string: { parse: asString, many: false, name: 'a string' },
  int: { parse: asInt, many: false, name: 'a whole number' },
  boolean: { parse: asBoolean, many: false, name: 'true or false' },
  stringarray: { parse: asString, many: true, name: 'a string' },
  intarray: { parse: asInt, many: true, name: 'a whole number' },
  booleanarray: { parse: asBoolean, many: true, name: 'true or false' },
};

export interface Received {
  /** The IdP's name, for refusals. */
  readonly attribute: string;
  /** At least one; sorted. */
  readonly values: readonly string[];
}

/**
 * The value that the worker gets. An array may come as repeated values, as one value with commas, or as a mixture. A
 * name without a suffix, or with `.string`, is one string: repeated values are joined with commas, sorted, as SAML gives
 * them no order. Refusal ATTRIBUTE_INVALID where a value is not of the type; Flex then writes nothing either.
 */
export function typedValue({ attribute, values }: Received, type: ValueType = 'string'): WorkerAttributeValue {
  if (type === 'string') return values.join(',');
  const { parse, many, name } = TYPES[type];
  const parseOne = (text: string): Scalar => {
    const value = parse(text);
    if (value !== undefined) return value;
    throw new Refusal('ATTRIBUTE_INVALID', { attribute, value: text, reason: `it is not ${name}` });
  };
  return many ? itemsOf(values).map(parseOne) : parseOne(singleOf({ attribute, values }));
}

const itemsOf = (values: readonly string[]): readonly string[] =>
  values
    .flatMap((value) => value.split(','))
    .map(trimXmlBlanks)
    .filter((item) => item !== '');

function singleOf({ attribute, values }: Received): string {
  const [value = '', ...others] = values;
  if (others.length === 0) return value;
  const reason = 'it has several values, one is expected';
  throw new Refusal('ATTRIBUTE_INVALID', { attribute, value: values.join(', '), reason });
}
