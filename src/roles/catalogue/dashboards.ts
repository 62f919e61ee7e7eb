/**
 * What each dashboard role may do; a star marks what works in the Analytics portal only, everything else also in the
 * Flex UI. Source: …/sso-configuration/insights-user-roles, "Analytical Dashboard Roles"; one entry for each of its lines.
 */
const VIEWER = [
  'move through dashboards and their tabs',
  'export and print dashboards* and reports',
  'see dashboards with their reports, widgets and embedded web content in an external application',
  'point at dashboard reports for more detail',
  'use the dashboard filters that are set up',
  'use the drill paths that are set up in dashboard reports',
  'drill down from a dashboard to single conversations',
  'save views*',
  'schedule e-mails with dashboards as PDF*',
  'open KPI dashboards and add alerts to KPIs',
] as const;

const EXPLORER = [
  ...VIEWER,
  'edit existing KPI dashboards* and create new ones',
  'open the Analyze tab',
  'edit and create insights in the Analyze tab',
] as const;

const EDITOR = [
  ...EXPLORER,
  'edit and create dashboards*',
  'edit and create reports*',
  'see the data model, data sets and project elements (facts, attributes, metrics, variables)*',
  'edit project attributes (such as drill paths) and metrics, and make metrics by aggregating project facts*',
  'schedule dashboards and reports for other users*',
] as const;

/** Each role can do all that the one before it can. */
export const DASHBOARD_ROLES = { viewer: VIEWER, explorer: EXPLORER, editor: EDITOR } as const;
