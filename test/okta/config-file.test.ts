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
