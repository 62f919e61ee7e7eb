import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { auditRoutes } from './audit-routes.ts';
import { driftRoutes } from './drift-routes.ts';
import type { DriftRouteDeps } from './drift-routes.ts';
import { subjectRoutes } from './subject-routes.ts';
import type { SubjectRouteDeps } from './subject-routes.ts';

export interface AdminRouteDeps extends SubjectRouteDeps, DriftRouteDeps {
  readonly audit: Pick<AuditTrail, 'read' | 'head'>;
}

/** The API of operators over people, drift and the audit. */
export const adminRoutes = (deps: AdminRouteDeps): readonly Endpoint[] => [
  ...subjectRoutes(deps),
  ...driftRoutes(deps),
  ...auditRoutes(deps.audit),
];
