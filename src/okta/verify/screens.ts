/** Where things are changed in Okta's admin console. */
export interface Screens {
  readonly app: string;
  readonly saml: string;
  readonly advanced: string;
  readonly statements: string;
  readonly groupStatements: string;
  readonly profile: string;
  readonly groups: string;
  readonly people: string;
  readonly keys: string;
  readonly authentication: string;
}

export function screensOf(label: string): Screens {
  const app = `Applications > Applications > ${label}`;
  const saml = `${app} > General > SAML Settings > Edit > Configure SAML`;
  return {
    app,
    saml,
    advanced: `${saml} > Show Advanced Settings`,
    statements: `${saml} > Attribute Statements`,
    groupStatements: `${saml} > Group Attribute Statements`,
    profile: `Directory > Profile Editor > ${label} User > Attributes > roles`,
    groups: `${app} > Assignments > Groups`,
    people: `${app} > Assignments > People`,
    keys: `${app} > Sign On > SAML Signing Certificates`,
    authentication: `${app} > Sign On > User authentication > Edit`,
  };
}
