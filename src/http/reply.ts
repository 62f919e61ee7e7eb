import type { Request, Response } from 'express';
import { isHttps } from './app-settings.ts';
import type { AppSettings } from './app-settings.ts';
import { setCookie } from './cookies.ts';
import type { Reply } from './endpoint.ts';
import { relaxPolicy } from './security-headers.ts';

export interface Content {
  readonly type: string;
  readonly body: string;
}

function contentOf({ json, html, text }: Reply): Content | undefined {
  if (html !== undefined) return { type: 'text/html; charset=utf-8', body: html };
  if (text !== undefined) return text;
  return json === undefined ? undefined : { type: 'application/json', body: JSON.stringify(json) };
}

/** Express takes care of HEAD and of If-None-Match; the header goes as it is, without a charset of Express's choice. */
export function sendContent(res: Response, { type, body }: Content): void {
  if (!res.hasHeader('content-type')) res.setHeader('content-type', type);
  res.send(Buffer.from(body));
}

export function sendReply(req: Request, res: Response, reply: Reply, settings: AppSettings): void {
  res.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  for (const cookie of reply.cookies ?? []) setCookie(res, cookie, isHttps(settings));
  if (reply.redirect !== undefined) res.setHeader('location', reply.redirect);
  relaxPolicy(req, res, reply);
  const content = contentOf(reply);
  if (content === undefined) res.end();
  else sendContent(res, content);
}
