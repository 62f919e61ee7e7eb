import { readAuthnRequest, type AuthnRequest, type RequestBinding } from './authn-request.ts';
import { overridden, type Overrides } from './overrides.ts';
import { planResponse, type ResponsePlan } from './response-plan.ts';
import { samlResponse } from './saml-response.ts';
import type { SentAttribute } from './statements.ts';
import { tampered } from './tamper.ts';
import type { Directory } from './directory.ts';
import type { Person } from './person.ts';
import type { SamlApp } from './saml-app.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface IdentityProviderParts {
  readonly app: SamlApp;
  readonly directory: Directory;
  readonly keys: SigningKeys;
  /** Who the person is in this app and what is asserted. */
  readonly subject: (person: Person) => Subject;
  readonly signInTime: SignInTime;
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
  /** Throws AuthnRequestRefused. */
  read(encoded: string, binding: RequestBinding): AuthnRequest;
  /** Throws where the overrides cannot be fulfilled. */
  signOn(request: SignOnRequest): Promise<PostedForm>;
}

/** How long a sign-in to the identity provider lasts: later logins repeat its AuthnInstant. */
const IDP_SESSION_MS = 2 * 3_600_000;

export type SignInTime = (id: string, now: number, force: boolean) => number;

/** The instant of the person's sign-in: a new one at first, with ForceAuthn and when the old one has run out. */
export function createSignInTimes(): SignInTime {
  const times = new Map<string, number>();
  return (id, now, force) => {
    const before = times.get(id);
    const signedInAt = before === undefined || force || now - before > IDP_SESSION_MS ? now : before;
    times.set(id, signedInAt);
    return signedInAt;
  };
}

export function createIdentityProvider(parts: IdentityProviderParts): IdentityProvider {
  const { app, directory, keys, foreignKeys, clock, signInTime } = parts;
  const planFor = (person: Person, request: SignOnRequest['request']): ResponsePlan => {
    const now = clock();
    return planResponse(app, {
      ...parts.subject(person),
      requestId: request?.id,
      acsUrl: request?.acsUrl,
      now,
      signedInAt: signInTime(person.id, now, request?.forceAuthn === true),
    });
  };
  return {
    app,
    directory,
    keys,
    read: (encoded, binding) => readAuthnRequest(encoded, binding, app),
    signOn: async ({ person, request, relayState, overrides = {} }) => {
      const plan = planFor(person, request);
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
