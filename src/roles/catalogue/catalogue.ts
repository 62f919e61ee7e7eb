import { CHAT_ROLES } from './chat.ts';
import type { ChatRole } from './chat.ts';
import { CONVERSATION_ROLES, SERVICE_ROLES } from './conversations.ts';
import { DASHBOARD_ROLES } from './dashboards.ts';
import { FLEX_UI_ROLES } from './flex-ui.ts';
import type { FlexUiRole } from './flex-ui.ts';
import { INSIGHTS_FEATURES } from './insights.ts';
import type { InsightsFeatures } from './insights.ts';

type Permissions = Readonly<Record<string, readonly string[]>>;

/** The built-in roles as `GET /api/roles` and `flexgate roles catalogue --json` show them (design 4.3). */
export interface CatalogueJson {
  readonly flex_roles: Readonly<Record<string, FlexUiRole>>;
  readonly service_roles: Permissions;
  readonly conversation_roles: Permissions;
  readonly insights_roles: Readonly<Record<string, InsightsFeatures>>;
  readonly dashboard_roles: Permissions;
  readonly chat_roles: Readonly<Record<string, ChatRole>>;
}

export const catalogueJson = (): CatalogueJson => ({
  flex_roles: FLEX_UI_ROLES,
  service_roles: SERVICE_ROLES,
  conversation_roles: CONVERSATION_ROLES,
  insights_roles: Object.fromEntries(INSIGHTS_FEATURES),
  dashboard_roles: DASHBOARD_ROLES,
  chat_roles: CHAT_ROLES,
});
