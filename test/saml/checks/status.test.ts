import { checkStatus } from '../../../src/saml/checks/status.ts';
import { parseXml } from '../../../src/saml/gate/parse-xml.ts';
import { responseXml, SUCCESS } from '../../support/saml-idp.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const URN = 'urn:oasis:names:tc:SAML:2.0:status';
const check = (statusXml: string): void =>
  checkStatus(parseXml(responseXml('', { statusXml: `<saml2p:Status>${statusXml}</saml2p:Status>` })), {
    signed: true,
  });

test('takes success', () => {
  expect(() => check(`<saml2p:StatusCode Value="${SUCCESS}"/>`)).not.toThrow();
});

test.each([
  { name: 'a failure', xml: `<saml2p:StatusCode Value="${URN}:Requester"/>`, status: 'Requester', message: '' },
  {
    name: 'a failure with its cause and words',
    xml: `<saml2p:StatusCode Value="${URN}:Responder"><saml2p:StatusCode Value="${URN}:AuthnFailed"/></saml2p:StatusCode><saml2p:StatusMessage>No such user</saml2p:StatusMessage>`,
    status: 'Responder/AuthnFailed',
    message: 'No such user',
  },
  {
    name: 'success inside a failure',
    xml: `<saml2p:StatusCode Value="${URN}:Responder"><saml2p:StatusCode Value="${SUCCESS}"/></saml2p:StatusCode>`,
    status: 'Responder/Success',
    message: '',
  },
  { name: 'no code', xml: '', status: '', message: '' },
  {
    name: 'a code of another namespace',
    xml: `<StatusCode xmlns="urn:x" Value="${SUCCESS}"/>`,
    status: '',
    message: '',
  },
  {
    name: 'a code that only ends alike',
    xml: '<saml2p:StatusCode Value="urn:x:Success"/>',
    status: 'Success',
    message: '',
  },
])('refuses $name', ({ xml, status, message }) => {
  expect(refusalOf(() => check(xml))).toMatchObject({ code: 'SAML_STATUS_NOT_SUCCESS', evidence: { status, message } });
});
