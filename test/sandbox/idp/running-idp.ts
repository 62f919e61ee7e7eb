import { deflateRawSync } from 'node:zlib';
import { startSandboxIdp, type SandboxIdp, type SandboxIdpOptions } from '../../../src/sandbox/idp/start.ts';
import { generateSigningKeys, type SigningKeys } from '../../../src/sandbox/idp/signing-keys.ts';
import { parseXml } from './signature-check.ts';

export const ACS_URL = 'https://gw.example/saml/okta/acs';
export const SP_ENTITY_ID = 'https://gw.example/saml/okta/metadata';
export const SP = { spAcsUrl: ACS_URL, spEntityId: SP_ENTITY_ID };

let shared: Promise<SigningKeys> | undefined;
/** One key for all tests of a file: making one takes long. */
export const sharedKeys = (): Promise<SigningKeys> => (shared ??= generateSigningKeys('test', Date.now()));

export const runningIdp = async (options: Partial<SandboxIdpOptions> = {}): Promise<SandboxIdp> =>
  startSandboxIdp({ ...SP, keys: await sharedKeys(), ...options });

const UNESCAPED = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
]);

export const unescapeHtml = (html: string): string =>
  html.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => UNESCAPED.get(entity) ?? entity);

/** The value of a hidden field, in either order of its attributes. */
export function hiddenField(html: string, name: string): string | undefined {
  const input = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0];
  const value = /\bvalue(?:="([^"]*)")?/.exec(input?.replace(`name="${name}"`, '') ?? '');
  return value === null ? undefined : unescapeHtml(value[1] ?? '');
}

/** The response that a page would post. */
export const postedXml = (html: string): string =>
  Buffer.from(hiddenField(html, 'SAMLResponse') ?? '', 'base64').toString('utf8');

/** What a click on the tile asserts as roles. */
export async function rolesAsserted({ tileUrl }: Pick<SandboxIdp, 'tileUrl'>, id: string): Promise<readonly string[]> {
  const document = parseXml(postedXml(await (await fetch(tileUrl(id))).text()));
  const roles = Array.from(document.getElementsByTagName('saml2:Attribute')).find(
    (attribute) => attribute.getAttribute('Name') === 'roles',
  );
  return Array.from(roles?.childNodes ?? []).map((value) => value.textContent ?? '');
}

export interface RequestDraft {
  readonly id?: string;
  readonly attributes?: string;
  readonly content?: string;
}

export const authnRequest = ({ id = '_req1', attributes = '', content = '' }: RequestDraft = {}): string =>
  `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ` +
  `ID="${id}" Version="2.0" IssueInstant="2026-05-04T09:15:27Z"${attributes}>` +
  `<saml:Issuer>${SP_ENTITY_ID}</saml:Issuer>${content}</samlp:AuthnRequest>`;

export const deflated = (xml: string): string => deflateRawSync(Buffer.from(xml)).toString('base64');

export const postForm = (
  url: string,
  fields: URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(url, { method: 'POST', body: fields, headers, redirect: 'manual' });

export const sendJson = (method: string, url: string, body: unknown): Promise<Response> =>
  fetch(url, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
