import type { RefusalCode } from '../../src/kernel/refusal.ts';
import type { AttackCase, Mark } from './attack-case.ts';
import { inExtensions, piece, posted, swap } from './attack-case.ts';
import type { ConnectionName } from './attack-gateway.ts';
import { ASSERTION as SAML } from './saml-idp.ts';

type Signing = 'response' | 'assertion' | 'both';

const ASSERTION = /<saml2:Assertion.*<\/saml2:Assertion>/s;
const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;

/** A rightful response, in pieces to put together anew. */
interface Pieces {
  readonly mark: Mark;
  readonly whole: string;
  /** Without XML declaration. */
  readonly document: string;
  /** As it stands in the response, with its signature where it has one. */
  readonly assertion: string;
  readonly bare: string;
  readonly evil: string;
  /** Of the response and of the assertion; empty where there is none. */
  readonly responseSignature: string;
  readonly assertionSignature: string;
  /** The response with this in place of its assertion. */
  around(inner: string): string;
}

function piecesOf(mark: Mark, sign: Signing): Pieces {
  const whole = mark.respond({ sign });
  const assertion = piece(whole, ASSERTION);
  const assertionSignature = sign === 'response' ? '' : piece(assertion, SIGNATURE);
  return {
    mark,
    whole,
    document: whole.replace(/^<\?xml[^>]*\?>/, ''),
    assertion,
    bare: assertion.replace(assertionSignature, ''),
    evil: mark.evilAssertion,
    responseSignature: sign === 'assertion' ? '' : piece(whole, SIGNATURE),
    assertionSignature,
    around: (inner) => swap(whole, ASSERTION, inner),
  };
}

const evilWith = ({ evil }: Pieces, signature: string): string =>
  swap(evil, '<saml2:Subject>', `${signature}<saml2:Subject>`);
const withObject = (signature: string, inner: string): string =>
  swap(signature, '</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`);
const afterIssuer = (response: string, inner: string): string =>
  swap(response, '<saml2p:Status>', `${inner}<saml2p:Status>`);
const inEvil = ({ evil, assertion }: Pieces, before: string, wrap: (inner: string) => string): string =>
  swap(evil, before, `${wrap(assertion)}${before}`);

interface Wrapping {
  readonly name: string;
  /** The signature that it carries along; some carry none. */
  readonly needs: 'response' | 'assertion' | 'nothing';
  readonly build: (pieces: Pieces) => string;
  readonly expected: RefusalCode;
}

const evilAround = ({ mark, evil }: Pieces): string => mark.evilResponse(evil);
const withoutResponseSignature = ({ document, responseSignature }: Pieces): string =>
  document.replace(responseSignature, '');

/** The forms of the literature (XSW 1 to 8) and their relatives. */
const WRAPPINGS: readonly Wrapping[] = [
  {
    name: 'XSW1: the original response in an Object of its signature, on a forged response',
    needs: 'response',
    build: (p) => afterIssuer(evilAround(p), withObject(p.responseSignature, withoutResponseSignature(p))),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW2: the original response beside its signature, in a forged response',
    needs: 'response',
    build: (p) => afterIssuer(evilAround(p), withoutResponseSignature(p) + p.responseSignature),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the signed response whole in the Extensions of a forged one',
    needs: 'response',
    build: (p) => inExtensions(evilAround(p), p.document),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the signed response whole behind the forged assertion',
    needs: 'response',
    build: (p) => swap(evilAround(p), '</saml2p:Response>', `${p.document}</saml2p:Response>`),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'its signature on a forged response of the same ID',
    needs: 'response',
    build: (p) => afterIssuer(p.mark.evilResponse(p.evil, { responseId: p.mark.responseId }), p.responseSignature),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'its signature on a forged response, the Reference left as it was',
    needs: 'response',
    build: (p) => afterIssuer(evilAround(p), p.responseSignature),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'its signature on a forged response, the Reference emptied',
    needs: 'response',
    build: (p) => afterIssuer(evilAround(p), swap(p.responseSignature, /URI="[^"]*"/, 'URI=""')),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'its signature moved into the forged assertion',
    needs: 'response',
    build: (p) => p.mark.evilResponse(evilWith(p, p.responseSignature)),
    expected: 'SAML_SIGNATURE_SHAPE',
  },
  {
    name: 'XSW3: a forged assertion before the original',
    needs: 'nothing',
    build: (p) => p.around(p.evil + p.assertion),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW3, clone behind: a forged assertion after the original',
    needs: 'nothing',
    build: (p) => p.around(p.assertion + p.evil),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW4: the original inside a forged assertion',
    needs: 'nothing',
    build: (p) => p.around(swap(p.evil, '</saml2:Assertion>', `${p.assertion}</saml2:Assertion>`)),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW5: the signature on a forged assertion, the original behind',
    needs: 'assertion',
    build: (p) => p.around(evilWith(p, p.assertionSignature) + p.bare),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW5, before: the original, then the signature on a forged assertion',
    needs: 'assertion',
    build: (p) => p.around(p.bare + evilWith(p, p.assertionSignature)),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW6: the original inside the signature of a forged assertion',
    needs: 'assertion',
    build: (p) => p.around(evilWith(p, swap(p.assertionSignature, '</ds:Signature>', `${p.bare}</ds:Signature>`))),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW7: a forged assertion in Extensions',
    needs: 'nothing',
    build: (p) => inExtensions(p.whole, p.evil),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW7, turned round: the original in Extensions, the forged one in its place',
    needs: 'nothing',
    build: (p) => inExtensions(p.around(p.evil), p.assertion),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'XSW8: the original in an Object of its signature, on a forged assertion',
    needs: 'assertion',
    build: (p) => p.around(evilWith(p, withObject(p.assertionSignature, p.bare))),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the signature on a forged assertion of the same ID',
    needs: 'assertion',
    build: (p) => p.around(swap(evilWith(p, p.assertionSignature), /(?<= ID=")_evil[^"]*/, p.mark.assertionId)),
    expected: 'SAML_SIGNATURE_INVALID',
  },
  {
    name: 'a forged assertion of the same ID before the original',
    needs: 'assertion',
    build: (p) => p.around(swap(p.evil, /(?<= ID=")_evil[^"]*/, p.mark.assertionId) + p.assertion),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the signature left with the forged assertion, its Reference to the original in Extensions',
    needs: 'assertion',
    build: (p) => inExtensions(p.around(evilWith(p, p.assertionSignature)), p.bare),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the signature as a child of the response, a forged assertion beside the original',
    needs: 'assertion',
    build: (p) => p.around(p.assertionSignature + p.evil + p.bare),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the original in the Advice of a forged assertion',
    needs: 'nothing',
    build: (p) => p.around(inEvil(p, '<saml2:AuthnStatement', (inner) => `<saml2:Advice>${inner}</saml2:Advice>`)),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the original in an attribute value of a forged assertion',
    needs: 'nothing',
    build: (p) =>
      p.around(
        inEvil(
          p,
          '</saml2:AttributeStatement>',
          (inner) =>
            `<saml2:Attribute Name="x"><saml2:AttributeValue>${inner}</saml2:AttributeValue></saml2:Attribute>`,
        ),
      ),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the original in the confirmation data of a forged assertion',
    needs: 'nothing',
    build: (p) =>
      p.around(
        swap(
          p.evil,
          /<saml2:SubjectConfirmationData([^>]*)\/>/,
          `<saml2:SubjectConfirmationData>${p.assertion}</saml2:SubjectConfirmationData>`,
        ),
      ),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the original in the detail of the Status',
    needs: 'nothing',
    build: (p) =>
      swap(
        p.around(p.evil),
        '</saml2p:Status>',
        `<saml2p:StatusDetail>${p.assertion}</saml2p:StatusDetail></saml2p:Status>`,
      ),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the original in an element of a foreign namespace',
    needs: 'nothing',
    build: (p) => p.around(`<x xmlns="urn:x">${p.assertion}</x>${p.evil}`),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'a forged assertion under the default namespace',
    needs: 'nothing',
    build: (p) => p.around(p.evil.replaceAll('saml2:', '').replace('xmlns:saml2=', 'xmlns=') + p.assertion),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'a forged assertion under another prefix',
    needs: 'nothing',
    build: (p) => p.around(p.assertion + p.evil.replaceAll('saml2', 'ds2')),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'a look-alike in a namespace with one letter more',
    needs: 'nothing',
    build: (p) => p.around(p.assertion + p.evil.replaceAll('SAML:2.0:assertion', 'SAML:2.0:assertions')),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'a look-alike without a namespace',
    needs: 'nothing',
    build: (p) => p.around(p.evil.replaceAll('saml2:', '').replace(/ xmlns:saml2="[^"]*"/, '') + p.assertion),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'the prefix bound anew around a forged assertion',
    needs: 'nothing',
    build: (p) => p.around(`<saml2p:x xmlns:saml2p="urn:x">${p.evil}</saml2p:x>${p.assertion}`),
    expected: 'SAML_SHAPE',
  },
  {
    name: 'an EncryptedAssertion before the original',
    needs: 'nothing',
    build: (p) =>
      p.around(`<saml2:EncryptedAssertion xmlns:saml2="${SAML}">${p.evil}</saml2:EncryptedAssertion>${p.assertion}`),
    expected: 'SAML_SHAPE',
  },
];

const SIGNINGS: readonly Signing[] = ['both', 'response', 'assertion'];

const carries = (needs: Wrapping['needs'], sign: Signing): boolean =>
  needs === 'nothing' || sign === 'both' || sign === needs;

/** The strictest connection sees what carries both signatures; all else goes where it has the best chance. */
const connectionFor = (needs: Wrapping['needs'], sign: Signing): ConnectionName =>
  sign === 'both' && needs !== 'response' ? 'both' : 'either';

/** Every form with every way of signing that it can wrap. */
export const WRAPPING_ATTACKS: readonly AttackCase[] = SIGNINGS.flatMap((sign) =>
  WRAPPINGS.filter(({ needs }) => carries(needs, sign)).map(({ name, needs, build, expected }) => ({
    class: 'signature wrapping' as const,
    name: `${name} (${sign} signed)`,
    connection: connectionFor(needs, sign),
    build: (mark: Mark) => posted(build(piecesOf(mark, sign))),
    expected,
  })),
);
