import type { Clock } from '../../../kernel/clock.ts';
import type { ChatService } from '../conversations/state.ts';
import { demand, notFound } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { ok, type Operation, type Product } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { operationsOf } from './kind.ts';
import { channelKind, inviteKind, memberKind, roleKind, userKind } from './kinds.ts';
import { chatService } from './resources.ts';

function serviceOperations(service: ChatService): readonly Operation[] {
  const services = new Collection<ChatService>();
  services.add(service);
  return [
    {
      method: 'get',
      path: '/v2/Services',
      access: 'account',
      run: (call) =>
        pageOf(call, {
          key: 'services',
          largestPage: 100,
          entries: services.entries(),
          present: () => chatService(service, service.placeAt(call.base)),
        }),
    },
    {
      method: 'get',
      path: '/v2/Services/:Sid',
      access: 'account',
      run(call) {
        demand(call.segment('Sid') === service.sid, () => notFound(call.resource));
        return ok(chatService(service, service.placeAt(call.base)));
      },
    },
  ];
}

/** Programmable Chat v2: the same Service, with its Roles, Users, Channels, Members and Invites in the older words. */
export const chatProduct = (service: ChatService, clock: Clock): Product => ({
  name: 'chat',
  operations: [
    ...serviceOperations(service),
    ...operationsOf(roleKind(service), service),
    ...operationsOf(userKind(service), service),
    ...operationsOf(channelKind(service), service),
    ...operationsOf(memberKind(service, clock), service),
    ...operationsOf(inviteKind(service, clock), service),
  ],
});
