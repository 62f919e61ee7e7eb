import type { AttributeValues } from './person.ts';

export interface SentAttribute {
  readonly name: string;
  readonly values: AttributeValues;
  /** Default: unspecified. */
  readonly nameFormat?: string;
}
