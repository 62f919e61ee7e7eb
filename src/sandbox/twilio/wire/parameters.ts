import { demand, invalid } from './api-error.ts';

/** The names and values of a query or of a form body. Unknown names are ignored, as Twilio does. */
export class Parameters {
  readonly #values: URLSearchParams;

  constructor(encoded: string) {
    this.#values = new URLSearchParams(encoded);
  }

  text(name: string): string | undefined {
    return this.#values.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    demand(value, () => invalid(`Missing required parameter ${name} in the post body`));
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    demand(value === 'true' || value === 'false', () => invalid(`Invalid ${name}: true or false is expected`));
    return value === 'true';
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    demand(/^\d{1,9}$/.test(value), () => invalid(`Invalid ${name}: a whole number is expected`));
    return Number(value);
  }

  /** Every value of a parameter that may be repeated, in the order sent. */
  all(name: string): readonly string[] {
    return this.#values.getAll(name);
  }

  /** A copy as query text without the names given. */
  without(...names: readonly string[]): URLSearchParams {
    const rest = new URLSearchParams(this.#values);
    for (const name of names) rest.delete(name);
    return rest;
  }
}
