import type { AttributeExplanation } from './assignment.ts';
import type { ChannelSetting } from './attribute-names.ts';
import type { WorkerAttributeValue } from './policy.ts';

export type ChannelValue = ChannelSetting & { readonly value: number | boolean };

/** What one attribute does to the worker, and why. Names are stored names. */
export interface AttributeEffect {
  readonly explanation: AttributeExplanation;
  readonly write?: { readonly name: string; readonly value: WorkerAttributeValue };
  /** Remove it, whatever the worker holds. */
  readonly clear?: string;
  /** Leave it, although nothing is written. */
  readonly keep?: string;
  readonly channel?: ChannelValue;
}
