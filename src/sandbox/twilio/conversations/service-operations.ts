import { demand, invalid, notFound } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import {
  accountConfigurationResource,
  serviceConfigurationResource,
  serviceResource,
  webhookConfigurationResource,
} from './resources.ts';
import type { ChatService } from './state.ts';

const METHODS = new Set(['GET', 'POST']);

function updateConfiguration({ form }: Call, { configuration, roles }: ChatService): void {
  const roleSid = (name: string, type: 'service' | 'conversation', current: string): string => {
    const sid = form.text(name);
    return sid === undefined ? current : roles.require(sid, type).sid;
  };
  Object.assign(configuration, {
    defaultChatServiceRoleSid: roleSid('DefaultChatServiceRoleSid', 'service', configuration.defaultChatServiceRoleSid),
    defaultConversationRoleSid: roleSid(
      'DefaultConversationRoleSid',
      'conversation',
      configuration.defaultConversationRoleSid,
    ),
    defaultConversationCreatorRoleSid: roleSid(
      'DefaultConversationCreatorRoleSid',
      'conversation',
      configuration.defaultConversationCreatorRoleSid,
    ),
    reachabilityEnabled: form.flag('ReachabilityEnabled') ?? configuration.reachabilityEnabled,
  });
}

function updateWebhooks({ form }: Call, { webhooks }: ChatService): void {
  const method = form.text('Method') ?? webhooks.method;
  demand(METHODS.has(method), () => invalid('Method must be GET or POST'));
  const filters = form.all('Filters');
  Object.assign(webhooks, {
    preWebhookUrl: form.text('PreWebhookUrl') ?? webhooks.preWebhookUrl,
    postWebhookUrl: form.text('PostWebhookUrl') ?? webhooks.postWebhookUrl,
    filters: filters.length > 0 ? filters : webhooks.filters,
    method,
  });
}

function configurationOperations(service: ChatService): readonly Operation[] {
  const path = '/v1/Services/:ServiceSid/Configuration';
  const shown = (call: Call): object => serviceConfigurationResource(service, service.placeAt(call.base));
  const webhooksShown = (call: Call): object => webhookConfigurationResource(service, service.placeAt(call.base));
  const operation = (method: 'get' | 'post', at: string, run: (call: Call) => object): Operation => ({
    method,
    path: at,
    access: 'account',
    run(call) {
      service.check(call);
      return ok(run(call));
    },
  });
  return [
    operation('get', path, shown),
    operation('post', path, (call) => {
      updateConfiguration(call, service);
      return shown(call);
    }),
    operation('get', `${path}/Webhooks`, webhooksShown),
    operation('post', `${path}/Webhooks`, (call) => {
      updateWebhooks(call, service);
      return webhooksShown(call);
    }),
  ];
}

export function serviceOperations(service: ChatService): readonly Operation[] {
  const services = new Collection<ChatService>();
  services.add(service);
  return [
    {
      method: 'get',
      path: '/v1/Configuration',
      access: 'account',
      run: (call) => ok(accountConfigurationResource(service.placeAt(call.base))),
    },
    {
      method: 'get',
      path: '/v1/Services',
      access: 'account',
      run: (call) =>
        pageOf(call, {
          key: 'services',
          largestPage: 100,
          entries: services.entries(),
          present: () => serviceResource(service, service.placeAt(call.base)),
        }),
    },
    {
      method: 'get',
      path: '/v1/Services/:Sid',
      access: 'account',
      run(call) {
        demand(call.segment('Sid') === service.sid, () => notFound(call.resource));
        return ok(serviceResource(service, service.placeAt(call.base)));
      },
    },
    ...configurationOperations(service),
  ];
}
