import { parseXml } from '../../src/saml/gate/parse-xml.ts';
import { childElements, readSignedDocument, signedBytesOf } from '../../src/saml/signed-document.ts';
import { ASSERTION_ID, RESPONSE_ID, samlResponse } from '../support/saml-idp.ts';
import { idpKey, otherIdpKey } from '../support/saml-keys.ts';

const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const keys = [otherIdpKey().publicKey, idpKey().publicKey];

type Pick = (root: Element) => Element | undefined;
const response: Pick = (root) => root;
const assertion: Pick = (root) => childElements(root).find(({ localName }) => localName === 'Assertion');

function signed(xml: string, pick: Pick) {
  const document = readSignedDocument(xml);
  const element = document && pick(document.root);
  return document && element && signedBytesOf(element, document, keys);
}

test.each([
  { name: 'the response', pick: response, id: RESPONSE_ID },
  { name: 'the assertion', pick: assertion, id: ASSERTION_ID },
])('answers the bytes of $name without its signature, and the key that made it', ({ pick, id }) => {
  const found = signed(samlResponse({ sign: 'both' }), pick);
  expect(found?.key).toBe(keys[1]);
  const root = parseXml(found?.bytes ?? '');
  expect(root.attributes.get('ID')).toBe(id);
  expect(root.children.map(({ name }) => name)).not.toContain('Signature');
});

test('line ends are normalized before anything is verified', () => {
  const xml = samlResponse({ sign: 'response', response: (text) => text.replaceAll('><', '>\n<') });
  expect(signed(xml.replaceAll('\n', '\r\n'), response)).toEqual(signed(xml, response));
  expect(signed(xml, response)?.bytes).toContain('\n');
});

/** Behind the checks of shape, which refuse all of these before: each would let something unsigned pass for signed. */
test.each([
  {
    name: 'its signature covers another element',
    xml: () => {
      const xml = samlResponse({ sign: 'assertion' });
      const [signature = ''] = SIGNATURE.exec(xml) ?? [];
      return xml.replace(SIGNATURE, '').replace('</saml2:Issuer>', `</saml2:Issuer>${signature}`);
    },
  },
  {
    name: 'it has two signatures',
    xml: () => samlResponse({ sign: 'response' }).replace(SIGNATURE, (signature) => signature + signature),
  },
  { name: 'it has none', xml: () => samlResponse({ sign: 'none' }) },
  {
    name: 'its ID occurs twice',
    xml: () => samlResponse({ sign: 'response', assertionId: RESPONSE_ID }),
  },
])('an element is not signed where $name', ({ xml }) => {
  expect(childElements(readSignedDocument(xml())!.root).length).toBeGreaterThan(2);
  expect(signed(xml(), response)).toBeUndefined();
});

test('a text that the parser of the DOM refuses is no document', () => {
  expect(readSignedDocument('no XML')).toBeUndefined();
  expect(readSignedDocument('<a>&unknown;</a>')).toBeUndefined();
});
