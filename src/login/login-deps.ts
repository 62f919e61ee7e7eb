import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Decision, Judgement } from '../roles/decide.ts';
import type { SignIn } from '../provisioning/sign-in.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import type { Connection } from '../saml/connection.ts';
import type { LoginAttempts } from '../saml/login-attempts.ts';
import type { ReturnTarget } from '../saml/return-targets.ts';
import type { IdpKeys } from '../saml/rollover/idp-keys.ts';
import type { ServiceProvider } from '../saml/service-provider.ts';
import type { SessionCredential, SessionStore } from '../sessions/session-store.ts';
import type { SessionSettings } from '../sessions/session-settings.ts';
import type { LogoutMarks } from './logout-marks.ts';
import type { Trace } from '../traces/trace.ts';
import type { Traces } from '../traces/trace-recorder.ts';

/** The end of one login, however it ended. */
export interface LoginEnded {
  readonly connection: string;
  readonly outcome: 'granted' | 'refused' | 'failed';
  readonly code?: string;
  readonly trace: Trace;
}

/** All that one login is made of. */
export interface LoginDeps {
  /** As they are trusted at this moment. */
  readonly connections: Pick<ReadonlyMap<string, Connection>, 'get' | 'has'>;
  readonly keys: Pick<IdpKeys, 'using'>;
  readonly serviceProvider: ServiceProvider;
  readonly attempts: LoginAttempts;
  readonly judge: (decision: Decision) => Judgement;
  readonly signIn: SignIn;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly sessions: SessionStore;
  /** Of logouts that came while the login was under way. */
  readonly marks: Pick<LogoutMarks, 'since'>;
  readonly sessionSettings: SessionSettings;
  readonly exchangeCodes: { issue(credential: SessionCredential): Promise<string> };
  readonly returnTo: readonly [ReturnTarget, ...ReturnTarget[]];
  readonly traces: Traces;
  readonly clock: Clock;
  readonly log: Log;
  /** Ties the id of the trace to an error on its way to the browser. */
  readonly attachTrace: (error: unknown, trace: string) => void;
  readonly onEnd: (login: LoginEnded) => void;
  /** Codes that are no fault of the person or the IdP: logged as failures. */
  readonly isFailure: (code: RefusalCode) => boolean;
}
