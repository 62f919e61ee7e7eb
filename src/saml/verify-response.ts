import { checkDestination, checkIssuers } from './checks/addressing.ts';
import { readAttributes } from './checks/attributes.ts';
import { readAuthnStatement } from './checks/authn-statement.ts';
import { checkAudience, checkConditionsUnderstood, checkWindow } from './checks/conditions.ts';
import { checkLifetime, readIssueInstant } from './checks/lifetime.ts';
import { checkResponseShape } from './checks/response-shape.ts';
import { checkStatus } from './checks/status.ts';
import { confirmSubject } from './checks/subject-confirmation.ts';
import { readNameId } from './checks/subject.ts';
import type { ConnectionTrust } from './connection-trust.ts';
import { decodeMessage } from './gate/decode-message.ts';
import { parseXml } from './gate/parse-xml.ts';
import type { XmlElement } from './gate/xml-element.ts';
import type { PostedResponse } from './response-verifier.ts';
import { verifySignatures, type SignedContent } from './signed-content.ts';
import type { TrustKeys } from './trust-keys.ts';
import type { Unbranded, VerifiedAssertion } from './verified-assertion.ts';

/**
 * The way of a posted response (bindings 3.5, profiles 4.1.4.3, core 2.3 to 2.7), one line per step. Above the signature
 * stands what may only refuse; below it, everything is read from the bytes that the signature covers.
 */
export async function verifyResponse(posted: PostedResponse, keys: TrustKeys): Promise<VerifiedAssertion> {
  const { encoded, trust, now } = posted;
  const xml = decodeMessage(encoded);
  const response = parseXml(xml);
  checkResponseShape(response);
  checkStatus(response, { signed: false });
  const signed = verifySignatures({ xml, response, trust, keys });
  return checkSigned(signed, { trust, now, envelope: signed.response ?? response });
}

interface SignedTerms {
  readonly trust: ConnectionTrust;
  readonly now: number;
  /** The response around the assertion. Where it is not signed, what it says can refuse and never grant. */
  readonly envelope: XmlElement;
}

function checkSigned(
  { assertion, response, signedBy }: SignedContent,
  { trust, now, envelope }: SignedTerms,
): VerifiedAssertion {
  const moment = { now, skewMs: trust.skewMs };
  checkStatus(envelope, { signed: response !== undefined });
  checkIssuers(assertion, envelope, trust.idpEntityId);
  checkDestination(envelope, response !== undefined, trust.acsUrl);
  const nameId = readNameId(assertion);
  const confirmation = confirmSubject(assertion, {
    ...moment,
    acsUrl: trust.acsUrl,
    responseInResponseTo: envelope.attributes.get('InResponseTo'),
  });
  const windowEnd = checkWindow(assertion, moment);
  checkAudience(assertion, trust.spEntityId);
  checkConditionsUnderstood(assertion);
  const issuedAt = readIssueInstant(assertion, moment);
  const notOnOrAfter = Math.min(confirmation.notOnOrAfter, windowEnd ?? Infinity);
  checkLifetime(issuedAt, notOnOrAfter, trust.maxLifetimeMs);
  const authentication = readAuthnStatement(assertion, moment);
  const verified: Unbranded = {
    connection: trust.connection,
    id: assertion.attributes.get('ID') ?? '',
    issuer: trust.idpEntityId,
    issuedAt,
    nameId,
    ...(confirmation.inResponseTo !== undefined && { inResponseTo: confirmation.inResponseTo }),
    notOnOrAfter,
    ...authentication,
    attributes: readAttributes(assertion),
    signedBy,
  };
  // The one place where the brand is given.
  return verified as VerifiedAssertion;
}
