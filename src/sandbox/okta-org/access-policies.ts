import { seededId } from './ids.ts';

/** `idx`: Identity Engine. `v1`: Classic Engine, whose apps have no access policies that the API shows. */
export type Pipeline = 'idx' | 'v1';

/** Says how people prove who they are before an app opens. */
export interface AccessPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The org's default: the one that a new app gets. */
  readonly system: boolean;
}

const POLICIES = [
  { name: 'Okta Dashboard', description: 'For the dashboard.', system: false },
  { name: 'Any two factors', description: 'Require two factors to access.', system: true },
  { name: 'Password only', description: 'Require only a password.', system: false },
];

export const accessPolicies = (pipeline: Pipeline, subdomain: string): readonly AccessPolicy[] =>
  pipeline === 'v1'
    ? []
    : POLICIES.map((policy) => ({ id: seededId('rst', `${subdomain} ${policy.name}`), ...policy }));

/** undefined: the org has none. */
export const defaultPolicy = (policies: readonly AccessPolicy[]): string | undefined =>
  policies.find(({ system }) => system)?.id;
