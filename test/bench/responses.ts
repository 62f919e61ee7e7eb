import { iso, postedResponse } from '../support/saml-idp.ts';

export interface Login {
  readonly email: string;
  readonly roles: readonly string[];
  readonly groups?: readonly string[];
  /** IssueInstant, ms since epoch; now, where it is not given. */
  readonly issuedAt?: number;
  /** How long it may be posted; absent: five minutes, as Okta has it. */
  readonly validMs?: number;
}

/** As many as make a response of a usual size. */
export const USUAL_GROUPS = Array.from({ length: 40 }, (_, index) => `CC-Team-${index}-of-the-contact-centre`);

let issued = 0;

/** A response of Okta's shape for the gateway at this public URL, each with ids of its own. */
export function oktaResponse(
  publicUrl: string,
  { email, roles, groups = [], issuedAt = Date.now(), validMs }: Login,
): string {
  issued += 1;
  const end = validMs === undefined ? undefined : iso(issuedAt + validMs);
  return postedResponse({
    now: issuedAt,
    ...(end !== undefined && { notOnOrAfter: end, confirmationNotOnOrAfter: end }),
    assertionId: `_a${process.pid}-${issued}`,
    responseId: `_r${process.pid}-${issued}`,
    audiences: [`${publicUrl}/saml/okta/metadata`],
    recipient: `${publicUrl}/saml/okta/acs`,
    destination: `${publicUrl}/saml/okta/acs`,
    nameId: email,
    attributes: [
      ['email', [email]],
      ['full_name', ['Sam Osei']],
      ['roles', roles],
      ...(groups.length > 0 ? [['groups', groups] as const] : []),
    ],
  });
}
