import express from 'express';
import type { Request, Response } from 'express';
import { Refusal, ensure } from '../kernel/refusal.ts';
import { fieldsOf } from './fields.ts';
import type { Endpoint, UnparsedBody } from './endpoint.ts';

type BodyTerms = NonNullable<Endpoint['body']>;

const MEDIA_TYPES = {
  json: ['application/json', '+json'],
  form: ['application/x-www-form-urlencoded'],
  unparsed: ['application/x-www-form-urlencoded', 'application/json'],
} as const;

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
const UTF_8 = new Set(['utf-8', 'utf8']);

const malformed = (reason: string): Refusal => new Refusal('REQUEST_INVALID', { problems: [{ path: 'body', reason }] });

const carriesBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const charsetOf = ({ headers }: Request): string =>
  CHARSET.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';

function checkMediaType(req: Request, { type }: BodyTerms): void {
  const [expected] = MEDIA_TYPES[type];
  const right = req.is([...MEDIA_TYPES[type]]) && UTF_8.has(charsetOf(req));
  ensure(right, 'MEDIA_TYPE_UNSUPPORTED', { expected: `Content-Type: ${expected} in UTF-8` });
}

/** What the reader of the body says by `type` on its errors; see the README of body-parser. */
function readerRefusal(error: unknown, { limitBytes }: BodyTerms): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new Refusal('BODY_TOO_LARGE', { limit: limitBytes });
  if (type === 'encoding.unsupported') {
    return new Refusal('MEDIA_TYPE_UNSUPPORTED', { expected: 'a body without Content-Encoding' });
  }
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return malformed('ended before its declared length');
  return error;
}

/** Compressed bodies are not taken: a small one could unfold to the limit, and no caller of ours sends any. */
async function readBytes(req: Request, res: Response, terms: BodyTerms): Promise<Buffer> {
  const read = express.raw({ type: () => true, limit: terms.limitBytes, inflate: false });
  await new Promise<void>((resolve, reject) => {
    read(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(readerRefusal(error, terms));
    });
  });
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('is not UTF-8');
  }
}

function jsonOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes what it read, which may be a secret.
    throw malformed('is not JSON');
  }
}

const unparsed = (req: Request, text: string): UnparsedBody => ({
  type: req.is([...MEDIA_TYPES.json]) ? 'json' : 'form',
  text,
});

/**
 * The body by the endpoint's own declaration, not yet validated. Without a body: undefined as JSON, {} as a form, a form
 * without text as unparsed.
 */
export async function readBody(req: Request, res: Response, terms: BodyTerms): Promise<unknown> {
  const present = carriesBody(req);
  if (present) checkMediaType(req, terms);
  const text = present ? textOf(await readBytes(req, res, terms)) : '';
  if (terms.type === 'unparsed') return unparsed(req, text);
  return terms.type === 'json' ? jsonOf(text) : fieldsOf(text, 'body');
}
