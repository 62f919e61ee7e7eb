import { isRefusal, Refusal } from '../kernel/refusal.ts';

export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** Codes of Redis error replies: OOM, READONLY, NOAUTH, CLUSTERDOWN… Always the first word. */
const REPLY_CODE = /^-?([A-Z][A-Z0-9]{1,19})\b/;

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/timed out|ETIMEDOUT/i, 'no answer in time'],
  [/ECONNREFUSED|ENOENT/, 'connection refused'],
  [/ENOTFOUND|EAI_AGAIN/, 'host name not found'],
  [/certificate|SSL|TLS|EPROTO/i, 'TLS failed'],
  [/sentinels? (?:is|are) unreachable/i, 'no sentinel knows a master that can be reached'],
  [/slots cache|startup nodes/i, 'no node of the cluster can be reached'],
];

/**
 * What went wrong, from a fixed set of words. The text of a Redis error may quote keys and arguments, and ioredis hangs
 * the whole command on it: neither goes any further.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof DeadlinePassed) return 'no answer in time';
  const { name, message } = told(error);
  if (name === 'ReplyError') return `answered ${REPLY_CODE.exec(message)?.[1] ?? 'an error'}`;
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'connection lost';
}

/** By shape, not by class: what comes from Node's own modules need not be an Error of this realm. */
function told(error: unknown): { name: string; message: string } {
  if (typeof error !== 'object' || error === null) return { name: '', message: '' };
  return { name: 'name' in error ? String(error.name) : '', message: 'message' in error ? String(error.message) : '' };
}

/** Deliberately without `cause`: see `reasonOf`. */
export function unavailable(operation: string, error: unknown): Refusal {
  return isRefusal(error) ? error : new Refusal('STORE_UNAVAILABLE', { operation, reason: reasonOf(error) });
}
