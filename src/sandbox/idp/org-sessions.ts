/** That a person was let into an app: what a LogoutRequest has to name. */
export interface AppSession {
  /** `exk…` */
  readonly appKey: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly sessionIndex: string;
}

export interface NamedSession {
  readonly appKey: string;
  readonly nameId: string;
  /** Empty: any. */
  readonly sessionIndexes: readonly string[];
}

/** Who is signed in to the org, since when, and which apps that let them into. One session for each person. */
export interface OrgSessions {
  /** The instant of the person's sign-in: a new one at first, when forced and when the old session has run out. */
  signIn(personId: string, now: number, force: boolean): number;
  opened(personId: string, session: AppSession): void;
  /** The id of the person whose session in the app this is. */
  whose(session: NamedSession): string | undefined;
  /** The app sessions that hung on it; none where nobody was signed in. */
  end(personId: string): readonly AppSession[];
}

/** How long a sign-in to the identity provider lasts: later logins repeat its AuthnInstant. */
const SESSION_MS = 2 * 3_600_000;

interface OrgSession {
  readonly signedInAt: number;
  readonly apps: readonly AppSession[];
}

const isNamed =
  ({ appKey, nameId, sessionIndexes }: NamedSession) =>
  (session: AppSession): boolean =>
    session.appKey === appKey &&
    session.nameId === nameId &&
    (sessionIndexes.length === 0 || sessionIndexes.includes(session.sessionIndex));

export function createOrgSessions(): OrgSessions {
  const sessions = new Map<string, OrgSession>();
  return {
    signIn: (personId, now, force) => {
      const before = sessions.get(personId);
      const over = before === undefined || now - before.signedInAt > SESSION_MS;
      const signedInAt = over || force ? now : before.signedInAt;
      sessions.set(personId, { signedInAt, apps: over ? [] : before.apps });
      return signedInAt;
    },
    opened: (personId, session) => {
      const before = sessions.get(personId);
      if (before !== undefined) sessions.set(personId, { ...before, apps: [...before.apps, session] });
    },
    whose: (named) => [...sessions].find(([, { apps }]) => apps.some(isNamed(named)))?.[0],
    end: (personId) => {
      const apps = sessions.get(personId)?.apps ?? [];
      sessions.delete(personId);
      return apps;
    },
  };
}
