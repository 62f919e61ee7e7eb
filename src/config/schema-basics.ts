import { z } from 'zod';
import type { Rate } from '../limits/rate.ts';
import { DURATION, parseDuration } from './duration.ts';
import { isLoopback } from '../kernel/web-address.ts';

/** A duration such as 90s, 15m, 1h, in ms after parsing. */
export const duration = (bounds: { readonly min: string; readonly max: string }) => {
  const [min, max] = [parseDuration(bounds.min) ?? 0, parseDuration(bounds.max) ?? 0];
  return z
    .string()
    .regex(DURATION, 'must be a duration such as 30s, 15m or 1h')
    .transform((text) => parseDuration(text) ?? 0)
    .refine((ms) => ms >= min && ms <= max, `must be between ${bounds.min} and ${bounds.max}`);
};

const RATE = /^(?:off|([1-9]\d{0,5})\/([1-9]\d{0,3}[smhd]))$/;

/** How often something may happen, such as 60/1m; `off` must be said. */
export const rate = z
  .string()
  .regex(RATE, 'must be a rate such as 60/1m, or off')
  .transform((text): Rate | 'off' => {
    const [, count, window] = RATE.exec(text) ?? [];
    if (count === undefined) return 'off';
    return { count: Number(count), seconds: (parseDuration(window ?? '') ?? 0) / 1000 };
  });

export const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be a SID: ${prefix} and 32 hexadecimal digits`);

/** An absolute http(s) URL without credentials; http only for this machine, as everything else must be encrypted. */
export const webUrl = z.string().superRefine((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    context.addIssue('must be an absolute https URL');
    return;
  }
  if (url.username !== '' || url.password !== '') context.addIssue('must not carry credentials');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    context.addIssue('must be https (http only for localhost)');
});

export const secret = z.string().min(1, 'must not be empty');
export const pem = (label: string) =>
  z
    .string()
    .regex(
      new RegExp(`-----BEGIN [A-Z ]*${label}-----[\\s\\S]+-----END [A-Z ]*${label}-----`),
      `must be PEM text (${label})`,
    );
