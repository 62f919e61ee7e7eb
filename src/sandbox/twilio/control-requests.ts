import { z } from 'zod';
import { ApiError } from './wire/api-error.ts';
import type { Fault } from './wire/faults.ts';

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

const fault = z.strictObject({
  method: z.string().exactOptional(),
  pathPattern: z
    .string()
    .refine(isPattern, 'not a regular expression')
    .transform((source) => new RegExp(source))
    .exactOptional(),
  status: z.int().min(100).max(599).exactOptional(),
  code: z.int().exactOptional(),
  retryAfter: z.union([z.number(), z.string()]).exactOptional(),
  when: z.enum(['before', 'after']).exactOptional(),
  times: z.int().min(1).exactOptional(),
  hang: z.boolean().exactOptional(),
  dropConnection: z.boolean().exactOptional(),
});

const settings = z.strictObject({
  agentServiceRole: z.boolean().exactOptional(),
  latencyMs: z.int().min(0).exactOptional(),
  /** null: unlimited. */
  concurrencyLimit: z.int().min(0).nullable().exactOptional(),
  actionRateLimit: z.int().min(0).nullable().exactOptional(),
  listAttributesNull: z.boolean().exactOptional(),
  etagEnforced: z.boolean().exactOptional(),
});

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (!parsed.success) throw new ApiError(400, 20001, z.prettifyError(parsed.error));
  return parsed.data;
}

export const readFault = (body: unknown): Fault => read(fault, body);
export const readSettings = (body: unknown): z.infer<typeof settings> => read(settings, body);
