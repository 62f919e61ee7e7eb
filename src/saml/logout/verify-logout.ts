import { ensure } from '../../kernel/refusal.ts';
import { signatureOf } from '../checks/signature-shape.ts';
import type { Connection } from '../connection.ts';
import { decodeMessage } from '../gate/decode-message.ts';
import { parseXml } from '../gate/parse-xml.ts';
import type { XmlElement } from '../gate/xml-element.ts';
import { verifyEnveloped } from './enveloped-signature.ts';
import type { ArrivedLogout, VerifiedLogout } from './logout-message.ts';
import { checkLogoutShape, readLogoutRequest, readLogoutResponse } from './read-logout.ts';
import { readRedirectQuery } from './redirect-query.ts';
import { verifyRedirectSignature } from './redirect-signature.ts';

/** base64 of 48 kB of XML. */
const LONGEST_ENCODED = 65_536;
/** bindings 3.4.3 says 80 bytes; IdPs send addresses. */
const LONGEST_RELAY_STATE = 1024;

interface Opened {
  readonly kind: 'request' | 'response';
  readonly relayState?: string | undefined;
  readonly signed: boolean;
  /** Of the bytes that the signature covers, where there is one. */
  readonly root: XmlElement;
}

function openRedirect(rawQuery: string, { trust }: Connection): Opened {
  const { kind, xml, relayState, signature } = readRedirectQuery(rawQuery);
  if (signature !== undefined) verifyRedirectSignature(signature, trust);
  const root = parseXml(xml);
  // An enveloped signature has no place here (bindings 3.4.4.1), and nobody would verify it.
  ensure(signatureOf(root) === undefined, 'SAML_LOGOUT_INVALID', { reason: 'its signature stands inside the message' });
  return { kind, relayState, signed: signature !== undefined, root };
}

function openPost({ kind, encoded, relayState }: ArrivedLogout & { binding: 'post' }, { trust }: Connection): Opened {
  const xml = decodeMessage(encoded, LONGEST_ENCODED);
  const root = parseXml(xml);
  checkLogoutShape(root, kind);
  const signed = signatureOf(root) !== undefined;
  return { kind, relayState, signed, root: signed ? verifyEnveloped(xml, root, trust) : root };
}

/**
 * A logout message, verified by the keys of the connection. A request without a signature is refused; a response may be
 * without one unless the connection says otherwise, since all that it changes is a page. Refuses with SAML_….
 */
export function verifyLogout(arrived: ArrivedLogout, connection: Connection, now: number): VerifiedLogout {
  const { binding } = arrived;
  const { kind, relayState, signed, root } =
    arrived.binding === 'redirect' ? openRedirect(arrived.rawQuery, connection) : openPost(arrived, connection);
  const optional = kind === 'response' && connection.idp.requireSignedLogoutResponse !== true;
  ensure(signed || optional, 'SAML_LOGOUT_INVALID', { reason: 'it is not signed' });
  ensure((relayState ?? '').length <= LONGEST_RELAY_STATE, 'SAML_LOGOUT_INVALID', {
    reason: `its RelayState is longer than ${LONGEST_RELAY_STATE} characters`,
  });
  const { trust, sp } = connection;
  const terms = { now, skewMs: trust.skewMs, idpEntityId: trust.idpEntityId, logoutUrl: sp.logoutUrl };
  const message = kind === 'request' ? readLogoutRequest(root, terms) : readLogoutResponse(root, signed, terms);
  return { binding, message, ...(relayState !== undefined && { relayState }) };
}
