import { startSandboxIdp, type SandboxIdp, type SandboxIdpOptions } from '../../src/sandbox/idp/start.ts';

export type Json = Record<string, unknown>;

export interface RunningOrg {
  readonly idp: SandboxIdp;
  /** Environment with which a command reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** One call of the management API, with the token; answers the body. */
  api<T = Json>(method: string, path: string, body?: unknown): Promise<T>;
  /** The same, whatever the status. */
  call(method: string, path: string, body?: unknown, authorization?: string): Promise<Response>;
  /** The SAML app of this label. */
  app(label?: string): Promise<Json & { id: string; settings: { signOn: Json } }>;
  /** Of all apps but the one that the org comes with. */
  labels(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const OWN_LABEL = 'Elsewhere';

/** The stand-in of an Okta org, without an app of its own that matters. */
export async function anOktaOrg(options: Partial<SandboxIdpOptions> = {}): Promise<RunningOrg> {
  const idp = await startSandboxIdp({
    spAcsUrl: 'https://elsewhere.example/acs',
    spEntityId: 'urn:elsewhere',
    appName: 'sandbox_elsewhere_1',
    appLabel: OWN_LABEL,
    ...options,
  });
  const call: RunningOrg['call'] = (method, path, body, authorization = `SSWS ${idp.apiToken}`) =>
    fetch(`${idp.url}${path}`, {
      method,
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await call(method, `/api/v1${path}`, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    idp,
    env: { OKTA_ORG: idp.url, OKTA_API_TOKEN: idp.apiToken },
    api,
    call,
    app: async (label = 'Flexgate') => {
      const apps = await api<(Json & { id: string; label: string; settings: { signOn: Json } })[]>('GET', '/apps');
      const found = apps.find((app) => app.label === label);
      if (found === undefined) throw new Error(`no app ${label}`);
      return found;
    },
    labels: async () =>
      (await api<{ label: string }[]>('GET', '/apps')).map(({ label }) => label).filter((label) => label !== OWN_LABEL),
    close: () => idp.close(),
  };
}

/** A whole SAML app as `okta setup` would send it; `signOn` is put over it. */
export const aSamlApp = (signOn: Json = {}, label = 'Flexgate'): Json => ({
  label,
  signOnMode: 'SAML_2_0',
  settings: {
    signOn: {
      ssoAcsUrl: 'https://gw.example/saml/acs',
      recipient: 'https://gw.example/saml/acs',
      destination: 'https://gw.example/saml/acs',
      audience: 'urn:gw:flex',
      subjectNameIdTemplate: '${user.userName}',
      subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      responseSigned: true,
      assertionSigned: true,
      signatureAlgorithm: 'RSA_SHA256',
      digestAlgorithm: 'SHA256',
      honorForceAuthn: true,
      allowMultipleAcsEndpoints: false,
      attributeStatements: [],
      ...signOn,
    },
  },
});
