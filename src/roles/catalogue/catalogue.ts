import { CHAT_DEFAULTS, CHAT_ROLES, chatWords } from './chat.ts';
import type { ChatRole } from './chat.ts';
import { CONVERSATION_ROLES, DEFAULT_CONVERSATION_ROLE, SERVICE_ROLES } from './conversations.ts';
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
  /** A permission of Chat in the words of Conversations; null where it has no counterpart. */
  readonly chat_permissions: Readonly<Record<string, string | null>>;
  /** Given where nobody says which. */
  readonly default_roles: { readonly conversation: string; readonly deployment: string; readonly channel: string };
}

export const catalogueJson = (): CatalogueJson => ({
  flex_roles: FLEX_UI_ROLES,
  service_roles: SERVICE_ROLES,
  conversation_roles: CONVERSATION_ROLES,
  insights_roles: Object.fromEntries(INSIGHTS_FEATURES),
  dashboard_roles: DASHBOARD_ROLES,
  chat_roles: CHAT_ROLES,
  chat_permissions: chatWords(),
  default_roles: { conversation: DEFAULT_CONVERSATION_ROLE, ...CHAT_DEFAULTS },
});
