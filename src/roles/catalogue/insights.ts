import type { InsightsRole } from '../insights-role.ts';

export type Allowed = 'yes' | 'no' | 'view_only';
export type DashboardAccess = 'editor' | 'explorer' | 'viewer' | 'none';

export interface InsightsFeatures {
  readonly play_calls: Allowed;
  readonly export_calls: Allowed;
  readonly assess_calls: Allowed;
  /** Create and edit questionnaires. */
  readonly questionnaires: Allowed;
  readonly dashboards: DashboardAccess;
}

type Row = readonly [InsightsRole, play: Allowed, exp: Allowed, assess: Allowed, quest: Allowed, DashboardAccess];

/** Source: twilio.com/docs/flex/admin-guide/setup/sso-configuration/insights-user-roles, in the order of its table. */
const ROWS: readonly Row[] = [
  ['wfo.full_access', 'yes', 'yes', 'yes', 'yes', 'editor'],
  ['wfo.team_leader', 'yes', 'no', 'yes', 'no', 'explorer'],
  ['wfo.data_analyst', 'yes', 'yes', 'view_only', 'no', 'editor'],
  ['wfo.data_auditor', 'yes', 'yes', 'no', 'no', 'editor'],
  ['wfo.quality_manager', 'yes', 'yes', 'yes', 'no', 'viewer'],
  ['wfo.quality_process_manager', 'no', 'no', 'no', 'yes', 'none'],
  ['wfo.dashboard_viewer', 'yes', 'no', 'no', 'no', 'viewer'],
];

const featuresOf = ([, play, exp, assess, quest, dashboards]: Row): InsightsFeatures => ({
  play_calls: play,
  export_calls: exp,
  assess_calls: assess,
  questionnaires: quest,
  dashboards,
});

export const INSIGHTS_FEATURES: ReadonlyMap<InsightsRole, InsightsFeatures> = new Map(
  ROWS.map((row) => [row[0], featuresOf(row)]),
);
