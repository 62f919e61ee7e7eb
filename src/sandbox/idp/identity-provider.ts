import { readAuthnRequest, type AuthnRequest } from './authn-request.ts';
import type { OrgSessions } from './org-sessions.ts';
import { overridden, type Overrides } from './overrides.ts';
import { planResponse, type ResponsePlan } from './response-plan.ts';
import { samlResponse } from './saml-response.ts';
import type { SentAttribute } from './statements.ts';
import { tampered } from './tamper.ts';
import type { Directory } from './directory.ts';
import type { Person } from './person.ts';
import type { SamlApp } from './saml-app.ts';
import type { MessageBinding } from './saml-message.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface IdentityProviderParts {
  readonly app: SamlApp;
  readonly directory: Directory;
  readonly keys: SigningKeys;
  /** Who the person is in this app and what is asserted. */
  readonly subject: (person: Person) => Subject;
  readonly sessions: OrgSessions;
  /** A key that no service provider trusts, for one of the faults. Made when it is first wanted. */
  readonly foreignKeys: () => Promise<SigningKeys>;
  /** ms since epoch. */
  readonly clock: () => number;
}

export interface Subject {
  readonly nameId: string;
  readonly attributes: readonly SentAttribute[];
}

export interface SignOnRequest {
  readonly person: Person;
  /** Absent where the login starts here. */
  readonly request?: Pick<AuthnRequest, 'id' | 'forceAuthn' | 'acsUrl'> | undefined;
  readonly relayState: string;
  readonly overrides?: Overrides | undefined;
}

/** The fields of the form that the browser posts, and where to. Base64, not deflated. */
export interface PostedForm {
  readonly SAMLResponse: string;
  readonly RelayState: string;
  readonly acsUrl: string;
}

export interface IdentityProvider {
  readonly app: SamlApp;
  readonly directory: Directory;
  readonly keys: SigningKeys;
  /** Throws MessageRefused. */
  read(encoded: string, binding: MessageBinding): AuthnRequest;
  /** Throws where the overrides cannot be fulfilled. */
  signOn(request: SignOnRequest): Promise<PostedForm>;
}

export function createIdentityProvider(parts: IdentityProviderParts): IdentityProvider {
  const { app, directory, keys, foreignKeys, clock, sessions } = parts;
  const planFor = (person: Person, request: SignOnRequest['request']): ResponsePlan => {
    const now = clock();
    return planResponse(app, {
      ...parts.subject(person),
      requestId: request?.id,
      acsUrl: request?.acsUrl,
      now,
      signedInAt: sessions.signIn(person.id, now, request?.forceAuthn === true),
    });
  };
  return {
    app,
    directory,
    keys,
    read: (encoded, binding) => readAuthnRequest(encoded, binding, app),
    signOn: async ({ person, request, relayState, overrides = {} }) => {
      const plan = planFor(person, request);
      const { nameId, nameIdFormat, sessionIndex } = plan;
      sessions.opened(person.id, { appKey: app.key, nameId, nameIdFormat, sessionIndex });
      const signer = overrides.foreignKey === true ? await foreignKeys() : keys;
      const xml = samlResponse(overridden(plan, overrides), signer);
      const sent = overrides.tamper === undefined ? xml : tampered(xml, overrides.tamper);
      return {
        SAMLResponse: Buffer.from(sent).toString('base64'),
        RelayState: relayState,
        acsUrl: request?.acsUrl ?? app.acsUrl,
      };
    },
  };
}
