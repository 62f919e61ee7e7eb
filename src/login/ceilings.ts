import { lowerFlexRole } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { Connection } from '../saml/connection.ts';
import type { CeilingOf } from '../sessions/resume-session.ts';

/** How high a connection may lift somebody, asked at every use: a ceiling that is lowered counts at once. */
export interface Ceilings {
  readonly ofSession: CeilingOf;
  /** As ValidateTokenDeps.ceilingOf. */
  readonly ofToken: (connection: string | undefined, namespace: string) => FlexRole | undefined;
  /** Whether several connections speak of these people. */
  readonly isShared: (namespace: string) => boolean;
}

export function createCeilings(connections: { all(): readonly Connection[] }): Ceilings {
  const letIn = (namespace: string): readonly Connection[] =>
    connections.all().filter((connection) => connection.enabled && connection.namespace === namespace);
  const ofOne = (name: string, namespace: string): FlexRole | undefined =>
    letIn(namespace).find((connection) => connection.name === name)?.policy.ceiling;
  const lowest = (namespace: string): FlexRole | undefined =>
    letIn(namespace)
      .map(({ policy }) => policy.ceiling)
      .reduce<FlexRole | undefined>((a, b) => (a === undefined ? b : lowerFlexRole(a, b)), undefined);
  return {
    ofSession: ({ connection, subject }) => ofOne(connection, subject.namespace),
    ofToken: (connection, namespace) => (connection === undefined ? lowest(namespace) : ofOne(connection, namespace)),
    isShared: (namespace) => connections.all().filter((connection) => connection.namespace === namespace).length > 1,
  };
}
