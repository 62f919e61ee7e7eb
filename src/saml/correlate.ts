import { ensure } from '../kernel/refusal.ts';
import type { Connection } from './connection.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

export interface Correlating {
  readonly connection: Pick<Connection, 'name' | 'idpInitiated'>;
  readonly assertion: Pick<VerifiedAssertion, 'inResponseTo'>;
  readonly posted: { readonly relayState: string | undefined; readonly browserSecret: string | undefined };
}

/** Where the login asked to return to. Not checked yet: chooseReturnTarget decides. */
export interface Correlated {
  readonly initiator: 'idp' | 'sp';
  readonly returnTo?: string;
}

/**
 * Who started this login (profiles 4.1.4.3, 4.1.5)? An assertion that answers a request must answer one of this browser,
 * and is never taken for an unsolicited one; one that answers none is welcome only where the connection says so, and its
 * RelayState is then an address that somebody wishes for.
 */
export async function correlate(
  { connection, assertion, posted }: Correlating,
  attempts: Pick<LoginAttempts, 'finish'>,
): Promise<Correlated> {
  const { inResponseTo } = assertion;
  if (inResponseTo !== undefined)
    return { initiator: 'sp', ...(await attempts.finish({ connection: connection.name, inResponseTo, ...posted })) };
  ensure(connection.idpInitiated, 'SAML_UNSOLICITED', {});
  return { initiator: 'idp', ...(posted.relayState !== undefined && { returnTo: posted.relayState }) };
}
