import type { FlexRole } from './flex-role.ts';

/** Flex Insights roles. Source: twilio.com/docs/flex/admin-guide/setup/sso-configuration/insights-user-roles. */
export const INSIGHTS_ROLES = [
  'wfo.full_access',
  'wfo.team_leader',
  'wfo.data_analyst',
  'wfo.data_auditor',
  'wfo.quality_manager',
  'wfo.quality_process_manager',
  'wfo.dashboard_viewer',
] as const;
export type InsightsRole = (typeof INSIGHTS_ROLES)[number];

export const isInsightsRole = (value: string): value is InsightsRole =>
  (INSIGHTS_ROLES as readonly string[]).includes(value);

/** Insights is closed to agents, whatever wfo.* value they carry (same page). */
export const mayUseInsights = (flexRole: FlexRole): boolean => flexRole !== 'agent';
