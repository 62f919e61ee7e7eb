import { Refusal } from '../kernel/refusal.ts';
import { parseIdpMetadata } from '../saml/idp-metadata.ts';
import type { OktaClient } from './okta-client.ts';
import type { SamlApp } from './wire.ts';

/** What a gateway must know of the app. */
export interface AppConnection {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl?: string;
  /** Of the key that signs, PEM. */
  readonly certificate: string;
  readonly kid: string;
  /** Public; gives the key that signs at the moment. */
  readonly metadataUrl: string;
}

const failed = (problem: string): Refusal => new Refusal('OKTA_ANSWER_UNKNOWN', { operation: 'GET metadata', problem });

/** `{org}/app/{name}/{exk…}/sso/saml` becomes `{org}/app/{exk…}/sso/saml/metadata` (okta.md 1.6). */
export function publicMetadataUrl(ssoUrl: string): string {
  const key = /^\/app\/[^/]+\/([^/]+)\/sso\/saml$/.exec(new URL(ssoUrl).pathname)?.[1];
  if (key === undefined) throw failed(`the single sign-on address ${ssoUrl} has an unknown form`);
  return `${new URL(ssoUrl).origin}/app/${key}/sso/saml/metadata`;
}

/** The kid of the key that signs; Okta names it in the app. */
export function activeKid({ credentials }: SamlApp): string {
  const kid = credentials?.signing?.kid ?? undefined;
  if (kid === undefined) throw failed('the app names no signing key');
  return kid;
}

/** Reads the metadata with the key that signs. The issuer comes from there: the app itself only has its template. */
export async function appConnection(client: OktaClient, app: SamlApp): Promise<AppConnection> {
  const kid = activeKid(app);
  const { entityId, sso, slo, certificates } = parseIdpMetadata(await client.metadata(app.id, kid));
  const ssoUrl = sso.get('redirect') ?? sso.get('post') ?? '';
  const [certificate] = certificates;
  if (certificate === undefined) throw failed('it has no certificate');
  const sloUrl = slo.get('redirect') ?? slo.get('post');
  return {
    entityId,
    ssoUrl,
    certificate,
    kid,
    metadataUrl: publicMetadataUrl(ssoUrl),
    ...(sloUrl !== undefined && { sloUrl }),
  };
}
