import type { Context } from '../account.ts';
import type { ChatService } from '../conversations/state.ts';
import { ok, type Operation } from '../wire/operation.ts';
import { wellKnownSid } from '../wire/sid.ts';
import { timestamp } from '../wire/timestamp.ts';
import type { FlexState } from './state.ts';

/** What other components read to find their way: the workspace, the Conversations Service, the instance. */
const routing = ({ instanceSid, taskRouter: { workspace } }: FlexState, service: ChatService): object => ({
  taskrouter_workspace_sid: workspace.sid,
  taskrouter_target_workflow_sid: wellKnownSid('WW', 'Assign to Anyone'),
  taskrouter_target_taskqueue_sid: wellKnownSid('WQ', 'Everyone'),
  taskrouter_taskqueues: [{ sid: wellKnownSid('WQ', 'Everyone'), targettable: true }],
  taskrouter_skills: [],
  taskrouter_worker_channels: {},
  taskrouter_worker_attributes: {},
  taskrouter_offline_activity_sid: workspace.offline.sid,
  messaging_service_instance_sid: null,
  chat_service_instance_sid: service.sid,
  flex_service_instance_sid: service.sid,
  flex_instance_sid: instanceSid,
});

/** The settings of Flex UI, as they stand before anyone touched them. */
const SETTINGS = {
  attributes: {},
  status: 'ok',
  runtime_domain: null,
  ui_language: null,
  ui_attributes: {},
  ui_dependencies: {},
  ui_version: '2.x.x',
  service_version: null,
  call_recording_enabled: false,
  call_recording_webhook_url: null,
  crm_enabled: false,
  crm_type: null,
  crm_callback_url: null,
  crm_fallback_url: null,
  crm_attributes: null,
  public_attributes: {},
  plugin_service_enabled: false,
  plugin_service_attributes: null,
  integrations: [],
  outbound_call_flows: {},
  serverless_service_sids: [],
  queue_stats_configuration: null,
  notifications: { enabled: true, mode: 'whenNotInFocus' },
  markdown: { enabled: false, mode: 'readOnly' },
  flex_insights_hr: null,
  flex_insights_drilldown: false,
  flex_url: null,
  channel_configs: [],
  debugger_integration: null,
  flex_ui_status_report: null,
  agent_conv_end_methods: null,
  citrix_voice_vdi: null,
  offline_config: null,
};

export const configurationOperation = (flex: FlexState, service: ChatService, { account }: Context): Operation => ({
  method: 'get',
  path: '/v1/Configuration',
  access: 'account',
  run: (call) =>
    ok({
      account_sid: account.accountSid,
      date_created: timestamp(flex.createdAt),
      date_updated: timestamp(flex.createdAt),
      ...SETTINGS,
      ...routing(flex, service),
      url: `${call.base}/Configuration`,
    }),
});
