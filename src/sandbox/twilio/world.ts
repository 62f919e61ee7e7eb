import type { Context } from './account.ts';
import { chatProduct } from './chat/chat-product.ts';
import { conversationsProduct } from './conversations/conversations-product.ts';
import { createChatService, setAgentServiceRole, type ChatService } from './conversations/state.ts';
import type { Dataset } from './dataset.ts';
import { flexProduct, iamProduct } from './flex/flex-product.ts';
import { createFlex, type FlexState } from './flex/state.ts';
import { createTaskRouter, type TaskRouterState } from './taskrouter/state.ts';
import { taskRouterProduct } from './taskrouter/task-router.ts';
import type { Product } from './wire/operation.ts';

/** Everything that the stand-in's products know: an account with Flex, fresh from its set-up, and the dataset. */
export interface World {
  readonly taskRouter: TaskRouterState;
  readonly service: ChatService;
  readonly flex: FlexState;
  readonly products: readonly Product[];
}

function seedWorkers({ workspace, workers }: TaskRouterState, dataset: Dataset): void {
  const activities = new Map(workspace.activities.items.map(({ friendlyName, sid }) => [friendlyName, sid]));
  for (const { friendlyName, attributes = {}, activityName = 'Offline' } of dataset.workers ?? []) {
    const activitySid = activities.get(activityName) ?? activityName;
    workers.create({ friendlyName, activitySid, attributes: JSON.stringify(attributes) });
  }
}

function seedUsers({ users, roles, configuration }: ChatService, dataset: Dataset): void {
  for (const { identity, friendlyName, roleName } of dataset.users ?? []) {
    const named =
      roleName === undefined ? configuration.defaultChatServiceRoleSid : roles.named('service', roleName)?.sid;
    const role = roles.require(named ?? `named ${roleName}`, 'service');
    users.create(identity, { friendlyName, roleSid: role.sid });
  }
}

export function createWorld(context: Context, dataset: Dataset): World {
  const taskRouter = createTaskRouter(context);
  const service = createChatService(context);
  const flex = createFlex(taskRouter, context);
  const products = [
    taskRouterProduct(taskRouter, context),
    conversationsProduct(service, context.clock),
    flexProduct(flex, service, context),
    chatProduct(service, context.clock),
    iamProduct(flex, context),
  ];
  setAgentServiceRole(service, dataset.agentServiceRole ?? true);
  seedWorkers(taskRouter, dataset);
  seedUsers(service, dataset);
  return { taskRouter, service, flex, products };
}
