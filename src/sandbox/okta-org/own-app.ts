import { X509Certificate } from 'node:crypto';
import type { Directory } from '../idp/directory.ts';
import { EMAIL_FORMAT, type SamlApp } from '../idp/saml-app.ts';
import { FLEX_ROLES } from '../../roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../../roles/insights-role.ts';
import { appBodySchema, type AppKey, type AppRecord } from './app-record.ts';
import { seededId } from './ids.ts';
import { EVERYONE } from './org-people.ts';

/** Profile attributes with a statement in the app: sent for everyone, as an empty element where a person has none. */
const PROFILE_STATEMENTS = [
  'department',
  'team_name',
  'location',
  'image_url',
  'skill_level.int',
  'channel.voice.capacity',
];

/** An attribute's variable name has no dots. */
export const variableName = (name: string): string => name.replaceAll('.', '_');

/** Known to expressions even where nobody has one. */
export const PROFILE_VARIABLES: readonly string[] = PROFILE_STATEMENTS.map(variableName);

const expression = (name: string, value: string): object => ({ type: 'EXPRESSION', name, values: [value] });

const STATEMENTS = [
  expression('email', 'user.email'),
  expression('full_name', 'user.firstName + " " + user.lastName'),
  expression('roles', 'appuser.roles'),
  { type: 'GROUP', name: 'groups', filterType: 'REGEX', filterValue: '(?!Everyone$).+' },
  ...PROFILE_STATEMENTS.map((name) => expression(name, `user.${variableName(name)}`)),
];

const ROLES = [...FLEX_ROLES, ...INSIGHTS_ROLES];

/** Without a list of values: the editor lets one assert any text. */
const ROLES_PROPERTY = {
  title: 'Flex roles',
  description: `Roles for Twilio Flex and Flex Insights: ${ROLES.join(', ')}`,
  type: 'array',
  scope: 'NONE',
  union: 'ENABLE',
  items: { type: 'string' },
};

/** What the service provider says about single logout. */
export interface OwnLogout {
  readonly url: string;
  /** Whose requests are taken. */
  readonly issuer: string;
  /** PEM: of what its messages are signed with. */
  readonly certificate: string;
}

export interface OwnApp {
  readonly app: SamlApp;
  readonly label: string;
  /** undefined: without single logout. */
  readonly logout?: OwnLogout | undefined;
  readonly accessPolicy: AppRecord['accessPolicy'];
}

/** Both ways: it tells the org, and the org tells it. */
const logoutSettings = ({ url, issuer, certificate }: OwnLogout): object => ({
  spCertificate: { x5c: [new X509Certificate(certificate).raw.toString('base64')] },
  slo: { enabled: true, issuer, logoutUrl: url },
  participateSlo: { enabled: true, logoutRequestUrl: url, sessionIndexRequired: true, bindingType: 'POST' },
});

/** The app that comes with the sandbox, as the management API has it. Open to everyone of the org. */
export function ownAppRecord({ app, label, logout, accessPolicy }: OwnApp, key: AppKey): AppRecord {
  const { name, acsUrl, audience } = app;
  const signOn = {
    ssoAcsUrl: acsUrl,
    recipient: acsUrl,
    destination: acsUrl,
    audience,
    subjectNameIdTemplate: '${user.userName}',
    subjectNameIdFormat: EMAIL_FORMAT,
    responseSigned: true,
    assertionSigned: true,
    signatureAlgorithm: 'RSA_SHA256',
    digestAlgorithm: 'SHA256',
    honorForceAuthn: true,
    allowMultipleAcsEndpoints: false,
    attributeStatements: STATEMENTS,
    ...(logout && logoutSettings(logout)),
  };
  return {
    id: seededId('0oa', name),
    key: app.key,
    link: seededId('aln', name),
    accessPolicy,
    name,
    createdAt: key.createdAt,
    updatedAt: key.createdAt,
    active: true,
    body: appBodySchema.parse({ label, signOnMode: 'SAML_2_0', settings: { implicitAssignment: true, signOn } }),
    kid: key.kid,
    keys: [key],
    schema: new Map([['roles', ROLES_PROPERTY]]),
    users: new Map(),
    groups: new Map(),
    claims: new Map(),
  };
}

/** Its assignments are those of the role editor: whoever changes them on either side changes them on both. */
export function withAssignments(app: AppRecord, directory: Directory): AppRecord {
  const users = directory.people().flatMap(({ id, roles }) => {
    if (roles === null) return [];
    const kept = app.users.get(id);
    const { createdAt, updatedAt } = kept ?? app;
    return [
      [id, { personId: id, userName: kept?.userName, profile: { ...kept?.profile, roles }, createdAt, updatedAt }],
    ] as const;
  });
  const groups = directory.groups().flatMap(({ name: groupName, roles, priority }) => {
    if (priority === null) return [];
    const kept = app.groups.get(groupName);
    const profile = { ...kept?.profile, roles };
    return [[groupName, { groupName, priority, profile, updatedAt: kept?.updatedAt ?? app.updatedAt }]] as const;
  });
  // The one group that the directory does not keep.
  const everyone = [...app.groups].filter(([name]) => name === EVERYONE);
  return { ...app, users: new Map(users), groups: new Map([...everyone, ...groups]) };
}

export const rolesIn = (profile: Readonly<Record<string, unknown>> | undefined): readonly string[] | null => {
  const roles: unknown = profile?.['roles'];
  return Array.isArray(roles) ? roles.map(String) : null;
};

/** Writes what the management API made of the assignments to where they are kept. */
export function keepAssignments({ users, groups }: AppRecord, directory: Directory): void {
  for (const { id } of directory.people()) {
    const user = users.get(id);
    directory.change(id, { roles: user === undefined ? null : (rolesIn(user.profile) ?? []) });
  }
  for (const { name } of directory.groups()) {
    const group = groups.get(name);
    directory.assignGroup({ name, roles: rolesIn(group?.profile), priority: group?.priority ?? null });
  }
}
