import { z } from 'zod';
import { loadTokenSettings } from '../config/load-sections.ts';
import { printable } from '../kernel/printable.ts';
import { isRefusal, Refusal } from '../kernel/refusal.ts';
import { createJwtTokenIssuer } from '../tokens/token-issuer.jwt.ts';
import type { TokenCheck } from '../tokens/token-issuer.ts';
import type { Answer, CliCall, CliCommand, CliHost } from './command.ts';
import { findConfig } from './config-source.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

const object = z.record(z.string(), z.unknown());
const payloadSchema = z.looseObject({
  iss: z.string().optional(),
  sub: z.string().optional(),
  iat: z.number().optional(),
  exp: z.number().optional(),
  grants: z
    .looseObject({
      identity: z.string().optional(),
      flex: z.looseObject({ roles: z.array(z.string()) }).optional(),
    })
    .optional(),
});
type Payload = z.output<typeof payloadSchema>;

interface Decoded {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Payload;
}

function jsonOf(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Header and payload of a compact JWS (RFC 7515 7.1). Nothing of the token itself goes into the refusal. */
function decode(token: string): Decoded {
  const [head, body, ...rest] = token.split('.');
  const header = object.safeParse(jsonOf(head));
  const payload = payloadSchema.safeParse(jsonOf(body));
  if (rest.length !== 1 || !header.success || !payload.success) {
    throw new Refusal('COMMAND_INVALID', { problem: 'this is not an access token (a JWT of three parts)' });
  }
  return { header: header.data, payload: payload.data };
}

type Verification =
  | { readonly verified: true }
  | { readonly verified: false; readonly reason: string; readonly code?: number }
  | { readonly verified: 'not checked'; readonly reason: string };

const verificationOf = (check: TokenCheck): Verification =>
  check.valid ? { verified: true } : { verified: false, reason: check.fault.message, code: check.fault.code };

function verify(token: string, { env, clock }: CliHost): Verification {
  const found = findConfig(env);
  if (found === undefined) return { verified: 'not checked', reason: 'there is no configuration' };
  try {
    const settings = loadTokenSettings(found.text, found.sources);
    return verificationOf(createJwtTokenIssuer({ settings, clock }).verify(token));
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'CONFIG_INVALID') throw error;
    return { verified: 'not checked', reason: 'the configuration does not give the API key here' };
  }
}

/** The last second that a Date can hold. */
const LATEST = 8_640_000_000_000;

const iso = (seconds: number | undefined): string =>
  seconds === undefined || Math.abs(seconds) > LATEST ? 'unknown' : new Date(seconds * 1000).toISOString();

function verificationLine(verification: Verification, style: Style): string {
  if (verification.verified === true) return style.good('verified');
  if (verification.verified === false) return style.bad(`NOT VALID: ${verification.reason}`);
  return style.warn(`not verified: ${verification.reason}`);
}

function expiryText(exp: number | undefined, nowMs: number): string {
  if (exp === undefined) return 'never: no exp';
  return exp * 1000 > nowMs ? iso(exp) : `${iso(exp)} (expired)`;
}

/** A token is text from outside: what JSON lets through, a terminal might take for a command. */
const escaped = (json: string): string => json.replaceAll(/\p{C}/gu, '?');

function grantLines({ grants = {} }: Payload): readonly string[] {
  const names = Object.keys(grants)
    .filter((name) => name !== 'identity')
    .toSorted();
  return [
    `  grants    ${names.map(printable).join(', ') || 'none'}`,
    ...names.map((name) => `    ${printable(name)}: ${escaped(JSON.stringify(grants[name]))}`),
  ];
}

const textOf = ({ payload }: Decoded, verification: Verification, nowMs: number, style: Style): string =>
  lines(
    verificationLine(verification, style),
    `  identity  ${printable(payload.grants?.identity ?? 'none')}`,
    `  roles     ${payload.grants?.flex?.roles.map(printable).join(', ') ?? 'none in the token'}`,
    `  account   ${printable(payload.sub ?? 'none')}, API key ${printable(payload.iss ?? 'none')}`,
    `  issued    ${iso(payload.iat)}`,
    `  expires   ${expiryText(payload.exp, nowMs)}`,
    grantLines(payload),
  );

async function run({ args: [given = '-'], host }: CliCall): Promise<Answer> {
  const token = (given === '-' ? await host.input.read() : given).trim();
  const decoded = decode(token);
  const verification = verify(token, host);
  return {
    ok: verification.verified !== false,
    json: { ...verification, ...decoded },
    text: (style) => textOf(decoded, verification, host.clock(), style),
  };
}

export const tokenInspect: CliCommand = {
  name: 'token inspect',
  args: '<token>',
  summary: 'what an access token says: identity, roles, grants, expiry; `-` reads standard input',
  run,
};
