import { ensure } from '../../kernel/refusal.ts';
import { childNamed, isNamed, type XmlElement } from '../gate/xml-element.ts';
import { PROTOCOL } from '../namespaces.ts';

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/**
 * core 3.2.2.2. Asked before any signature too: refusing by an unsigned status harms nobody, since whoever could write it
 * could as well send nothing. It never grants anything. The IdP's own words are told only where a signature covers them:
 * on our page, anybody's words would look like ours.
 */
export function checkStatus(response: XmlElement, { signed }: { readonly signed: boolean }): void {
  const { code, status, message } = readStatus(response);
  ensure(code === SUCCESS, 'SAML_STATUS_NOT_SUCCESS', { status, message: signed ? message : '' });
}

/** `status` is the code with those inside it, each without its URN: `Responder/AuthnFailed`. */
function readStatus(response: XmlElement): { code: string; status: string; message: string } {
  const elements = childNamed(response, PROTOCOL, 'Status')?.children ?? [];
  const outer = elements.find((element) => isNamed(element, PROTOCOL, 'StatusCode'));
  const codes = [outer, ...(outer?.children ?? [])].map((element) => element?.attributes.get('Value') ?? '');
  const status = codes.map((urn) => urn.slice(urn.lastIndexOf(':') + 1)).join('/');
  const message = elements.find((element) => isNamed(element, PROTOCOL, 'StatusMessage'))?.text ?? '';
  return { code: codes[0] ?? '', status, message };
}
