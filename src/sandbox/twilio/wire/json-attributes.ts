import { demand, invalid } from './api-error.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The attributes as sent: a JSON object in at most `longest` characters, white space counted. */
export function checkedAttributes(text: string, longest: number): string {
  demand(text.length <= longest, () =>
    invalid(`Attributes are too long: ${text.length} characters, white space included, of at most ${longest}`),
  );
  demand(isObject(parse(text)), () => invalid('Attributes are not valid: a JSON object is expected'));
  return text;
}

/** Attributes that were stored before, as an object. */
export function readAttributes(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text);
  return isObject(value) ? value : {};
}
