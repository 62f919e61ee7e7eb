import { connectionBlock, withConnection } from '../../src/cli/okta-config-file.ts';
import type { AppConnection } from '../../src/okta/app-connection.ts';
import { idpKey, otherIdpKey } from '../support/saml-keys.ts';

const APP: AppConnection = {
  entityId: 'http://www.okta.com/exk1new',
  ssoUrl: 'https://acme.okta.com/app/acme_flexgate_1/exk1new/sso/saml',
  metadataUrl: 'https://acme.okta.com/app/exk1new/sso/saml/metadata',
  certificate: idpKey().certificate,
  kid: 'k',
};
const written = (text: string) => withConnection(text, { file: 'flexgate.yaml', connection: 'okta' }, APP);

test('a connection that is not there is added at the end; comments and order stay', () => {
  const text = '# Ours\nport: 3000 # soon 80\nconnections:\n  # staff\n  entra: { preset: entra }\n';
  const { text: after, changes } = written(text);
  expect(after).toBe(`${text}  okta:
    preset: okta
    idp:
      metadataUrl: https://acme.okta.com/app/exk1new/sso/saml/metadata
      entityId: http://www.okta.com/exk1new
    idpInitiated: true
`);
  expect(changes).toEqual(['connections.okta = https://acme.okta.com/app/exk1new/sso/saml/metadata']);
});

test('a file without connections gets them', () => {
  expect(written('port: 3000\n').text).toMatch(/^port: 3000\nconnections:\n {2}okta:\n/);
});

test('of one that is there only the address and the issuer change', () => {
  const { text, changes } = written(`connections:
  okta:
    preset: okta # the house’s
    idp: { metadataUrl: https://old.example/metadata, entityId: old, refresh: 10m }
    idpInitiated: true
    roles: { ceiling: supervisor } # no admins
`);
  expect(text).toBe(`connections:
  okta:
    preset: okta # the house’s
    idp: { metadataUrl: https://acme.okta.com/app/exk1new/sso/saml/metadata, entityId: http://www.okta.com/exk1new, refresh: 10m }
    idpInitiated: true
    roles: { ceiling: supervisor } # no admins
`);
  expect(changes).toHaveLength(2);
});

test('a second time nothing changes, to the letter', () => {
  const once = written('port: 3000\n').text;
  expect(written(once)).toEqual({ text: once, changes: [], notes: [] });
  const odd = once.replace('okta:\n', 'okta:    # kept\n');
  expect(written(odd).text).toBe(odd);
});

describe('what is the operator’s stays', () => {
  test('a value from the environment', () => {
    const { text, notes } = written(
      "connections: { okta: { idp: { metadataUrl: '${OKTA_METADATA}' }, idpInitiated: true } }\n",
    );
    expect(text).toContain("'${OKTA_METADATA}'");
    expect(notes).toEqual([
      expect.stringContaining(
        'connections.okta.idp.metadataUrl comes from ${OKTA_METADATA}: see that it is https://acme',
      ),
    ]);
  });

  test('a file of metadata', () => {
    const text = 'connections: { okta: { idp: { metadataFile: okta.xml }, idpInitiated: true } }\n';
    expect(written(text)).toMatchObject({ text, changes: [], notes: [expect.stringContaining('metadataFile')] });
  });

  test('a no to tiles', () => {
    const { text, notes } = written('connections: { okta: { idp: {}, idpInitiated: false } }\n');
    expect(text).toContain('idpInitiated: false');
    expect(notes).toEqual(['connections.okta.idpInitiated is false: clicks on the tile are refused']);
  });

  test('certificates that were written down: the one that signs joins them, once', () => {
    const pem = (certificate: string): string => `\n        - |\n${certificate.trim().replaceAll(/^/gm, '          ')}`;
    const text = `connections:\n  okta:\n    idp:\n      entityId: old\n      ssoUrl: https://old.example\n      certificates:${pem(otherIdpKey().certificate)}\n    idpInitiated: true\n`;
    const once = written(text);
    expect(once.changes).toEqual([
      'connections.okta.idp.entityId: old → http://www.okta.com/exk1new',
      'connections.okta.idp.ssoUrl: https://old.example → https://acme.okta.com/app/acme_flexgate_1/exk1new/sso/saml',
      'connections.okta.idp.certificates: one certificate more',
    ]);
    expect(once.text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(written(once.text)).toMatchObject({ text: once.text, changes: [] });
  });
});

test('a file that is no YAML is refused', () => {
  expect(() => written('connections: [')).toThrow(expect.objectContaining({ code: 'FILE_INVALID' }));
});

test('the block to copy', () => {
  expect(connectionBlock('staff', APP, 'Staff')).toBe(`connections:
  staff:
    preset: okta
    label: Staff
    idp:
      metadataUrl: https://acme.okta.com/app/exk1new/sso/saml/metadata
      entityId: http://www.okta.com/exk1new
    idpInitiated: true
`);
});

describe('only the new lines differ', () => {
  const MESSY = `%YAML 1.2
---
#   Flexgate, prod   # do not tidy
publicUrl:    "https://sso.example.com"   # two  blanks


port:   !!int   "3000"
returnTo: [  https://a.example ,https://b.example,   ]
x-note: >-
      folded   text
      over lines

connections:   # who may come

    # the other house
    entra:   {preset: entra,idp: {metadataUrl:   'https://login.example/x'}  }
    # nobody after this

# the account
twilio:   {accountSid: AC0 ,
    authToken:    '\${TOKEN}'}
...
`;
  const ADDED = `    okta:
        preset: okta
        idp:
            metadataUrl: https://acme.okta.com/app/exk1new/sso/saml/metadata
            entityId: http://www.okta.com/exk1new
        idpInitiated: true
`;

  test.each(['\n', '\r\n'])('a messy file with line ends %j', (eol) => {
    const [messy, added] = [MESSY, ADDED].map((text) => text.replaceAll('\n', eol)) as [string, string];
    const { text, changes } = written(messy);
    expect(text.replace(added, '')).toBe(messy);
    expect(text).toContain(`/x'}  }${eol}${added}    # nobody after this`);
    expect(changes).toHaveLength(1);
    expect(written(text)).toEqual({ text, changes: [], notes: [] });
  });

  const NEW = 'metadataUrl: https://acme.okta.com/app/exk1new/sso/saml/metadata';
  const FLOW = `{ preset: okta, idp: { ${NEW}, entityId: http://www.okta.com/exk1new }, idpInitiated: true }`;
  test.each([
    [
      'an empty mapping',
      'connections: {}   # none\nport:   1\n',
      `connections: { okta: ${FLOW} }   # none\nport:   1\n`,
    ],
    ['null', 'connections: ~ # none\n', `connections: { okta: ${FLOW} } # none\n`],
    ['a comma behind the last', 'connections: {a: {},}\n', `connections: {a: {}, okta: ${FLOW},}\n`],
    ['no line break at the end', 'connections:\n  a: {}', /^connections:\n {2}a: \{\}\n {2}okta:\n[^]*true$/],
    ['comments alone', '# ours\n', /^# ours\nconnections:\n {2}okta:\n[^]*true\n$/],
    [
      'a key with nothing',
      'connections: # none\nport:   1\n',
      /^connections: # none\n {2}okta:\n[^]*true\nport: {3}1\n$/,
    ],
    [
      'an empty connection',
      'connections:\n  okta:   # soon\nport:   1\n',
      /^connections:\n {2}okta: {3}# soon\n {4}preset: okta\n[^]*true\nport: {3}1\n$/,
    ],
  ])('%s', (_, before, after) => {
    const { text } = written(before);
    expect(text).toMatch(
      after instanceof RegExp ? after : new RegExp(`^${after.replaceAll(/[{}.?~]/g, String.raw`\$&`)}$`),
    );
    expect(written(text)).toEqual({ text, changes: [], notes: [] });
  });

  test('a value keeps its quotes and its comment', () => {
    const before = `connections:\n  okta:\n    idpInitiated:   true\n    idp:   # x\n      metadataUrl:   "https://old"   # y\n      entityId:  'old'  # z\n`;
    expect(written(before).text).toBe(
      before.replace('https://old', APP.metadataUrl).replace("'old'", `'${APP.entityId}'`),
    );
  });

  test('what is written elsewhere in the file is the operator’s', () => {
    const before = `x: &url   https://old\nconnections:\n  okta: { idp: { metadataUrl: *url, entityId: e }, idpInitiated: true }\n`;
    const { text, notes } = written(before);
    expect(text).toBe(before.replace('entityId: e', `entityId: ${APP.entityId}`));
    expect(notes).toEqual([
      `connections.okta.idp.metadataUrl is written elsewhere in the file: see that it is ${APP.metadataUrl}`,
    ]);
  });

  test('a connection that is no mapping of its own is refused, not written over', () => {
    const before = 'x: &o { preset: okta }\nconnections:\n  okta: *o\n';
    expect(() => written(before)).toThrow(
      expect.objectContaining({
        code: 'FILE_INVALID',
        evidence: expect.objectContaining({ problems: [expect.objectContaining({ path: 'connections.okta' })] }),
      }),
    );
  });
});
