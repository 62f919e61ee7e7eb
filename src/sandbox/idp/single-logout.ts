import { randomBytes } from 'node:crypto';
import type { OfferedApp } from './offered-app.ts';
import type { AppSession, OrgSessions } from './org-sessions.ts';
import type { Person } from './person.ts';
import { readLogoutRequest, readLogoutResponse, type ArrivedMessage } from './read-logout.ts';
import type { SamlApp } from './saml-app.ts';
import { refuseUnless } from './saml-message.ts';
import {
  INVALID_SIGNATURE,
  logoutRequest,
  logoutResponse,
  NO_SESSION,
  SUCCEEDED,
  type LogoutDelivery,
  type LogoutStatus,
} from './write-logout.ts';

/** An app that is asked to end its session of a person. */
export interface AskedApp {
  readonly label: string;
  /** What the frame of the page loads: once. */
  readonly token: string;
  /** The origin of the app. */
  readonly origin: string;
}

export interface SingleLogout {
  /** A LogoutRequest of an app. Throws MessageRefused. */
  requested(app: OfferedApp, arrived: ArrivedMessage): { asked: readonly AskedApp[]; answer: LogoutDelivery };
  /** The person signs out of the org itself. */
  signedOut(person: Person): readonly AskedApp[];
  /** The message to an app that is asked; undefined: there is none of this token, or it was fetched. */
  fetched(token: string): LogoutDelivery | undefined;
  /** What an app answers. Throws MessageRefused. */
  answered(app: OfferedApp, arrived: ArrivedMessage): boolean;
}

export interface SingleLogoutParts {
  readonly apps: () => readonly OfferedApp[];
  readonly sessions: OrgSessions;
  /** ms since epoch. */
  readonly clock: () => number;
}

/** Requests that wait to be fetched, and then for the answers of their apps. */
interface Waiting {
  readonly deliveries: Map<string, LogoutDelivery>;
  readonly requests: Map<string, { readonly appKey: string; readonly person: Person }>;
}

type Participant = SamlApp & { readonly participates: NonNullable<SamlApp['participates']> };

const takesPart = (app: SamlApp): app is Participant => app.participates !== undefined;

/** Once for each session of an app that takes part (okta.md 1.9: the others keep theirs). */
function ask(
  { person, ended }: { readonly person: Person; readonly ended: readonly AppSession[] },
  { apps, clock }: SingleLogoutParts,
  waiting: Waiting,
): readonly AskedApp[] {
  return ended.flatMap((session) => {
    const found = apps().find(({ idp }) => idp.app.key === session.appKey);
    if (found === undefined || !takesPart(found.idp.app)) return [];
    const { app, keys } = found.idp;
    const { id, delivery } = logoutRequest(app, keys, session, clock());
    const token = randomBytes(16).toString('hex');
    waiting.deliveries.set(token, delivery);
    waiting.requests.set(id, { appKey: app.key, person });
    return [{ label: found.label, token, origin: new URL(app.participates.url).origin }];
  });
}

interface Judged {
  readonly status: LogoutStatus;
  readonly person: Person | undefined;
}

/** The signature first: who is not the app learns nothing about sessions. */
function judge(
  { idp }: OfferedApp,
  request: ReturnType<typeof readLogoutRequest>,
  { sessions }: SingleLogoutParts,
): Judged {
  if (!request.signed) return { status: INVALID_SIGNATURE, person: undefined };
  const personId = sessions.whose({ appKey: idp.app.key, ...request });
  const person = personId === undefined ? undefined : idp.directory.find(personId);
  return { status: person === undefined ? NO_SESSION : SUCCEEDED, person };
}

function requested(
  offered: OfferedApp,
  arrived: ArrivedMessage,
  { parts, waiting }: { readonly parts: SingleLogoutParts; readonly waiting: Waiting },
): ReturnType<SingleLogout['requested']> {
  const { app, keys } = offered.idp;
  const { slo } = app;
  refuseUnless(
    slo !== undefined,
    'Single logout is off for this app: switch “Allow application to initiate Single Logout” on.',
  );
  const request = readLogoutRequest(arrived, app);
  if (request.issuer !== slo.issuer) {
    offered.logoutLog({ eventType: 'app.auth.slo.saml.invalid_issuer', result: 'FAILURE', reason: request.issuer });
    refuseUnless(false, 'Issuer does not match', 403);
  }
  const { status, person } = judge(offered, request, parts);
  const { text: reason } = status;
  const result = person === undefined ? 'FAILURE' : 'SUCCESS';
  offered.logoutLog({ eventType: 'user.authentication.slo', result, person, ...(reason !== undefined && { reason }) });
  const others = person === undefined ? [] : parts.sessions.end(person.id).filter(({ appKey }) => appKey !== app.key);
  return {
    asked: person === undefined ? [] : ask({ person, ended: others }, parts, waiting),
    answer: logoutResponse(app, keys, {
      logoutUrl: slo.logoutUrl,
      inResponseTo: request.id,
      status,
      relayState: arrived.fields.get('RelayState'),
      now: parts.clock(),
    }),
  };
}

/** A signature is expected where the app has a certificate to check it with. */
function answered(offered: OfferedApp, arrived: ArrivedMessage, { requests }: Waiting): boolean {
  const { app } = offered.idp;
  const answer = readLogoutResponse(arrived, app);
  const request = requests.get(answer.inResponseTo);
  refuseUnless(request?.appKey === app.key, 'The LogoutResponse answers no request of this org.');
  requests.delete(answer.inResponseTo);
  const isSigned = app.spCertificate === undefined || answer.signed;
  const isDone = isSigned && answer.status === 'Success';
  const reason = isSigned ? answer.status : 'Invalid Signature';
  const result = isDone ? 'SUCCESS' : 'FAILURE';
  offered.logoutLog({ eventType: 'user.authentication.slo', result, reason, person: request.person });
  return isDone;
}

export function createSingleLogout(parts: SingleLogoutParts): SingleLogout {
  const waiting: Waiting = { deliveries: new Map(), requests: new Map() };
  return {
    requested: (app, arrived) => requested(app, arrived, { parts, waiting }),
    signedOut: (person) => ask({ person, ended: parts.sessions.end(person.id) }, parts, waiting),
    fetched: (token) => {
      const delivery = waiting.deliveries.get(token);
      waiting.deliveries.delete(token);
      return delivery;
    },
    answered: (app, arrived) => answered(app, arrived, waiting),
  };
}
