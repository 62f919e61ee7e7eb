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

function seed({ taskRouter, service }: World, { agentServiceRole = true, workers = [], users = [] }: Dataset): void {
  setAgentServiceRole(service, agentServiceRole);
  for (const { friendlyName, attributes, activityName = 'Offline' } of workers) {
    const activity = taskRouter.workspace.activities.items.find((candidate) => candidate.friendlyName === activityName);
    const text = attributes && JSON.stringify(attributes);
    taskRouter.workers.create({ friendlyName, attributes: text, activitySid: activity?.sid ?? activityName });
  }
  for (const { identity, friendlyName, roleName } of users) {
    const role = roleName === undefined ? undefined : service.roles.named('service', roleName);
    const roleSid = role?.sid ?? roleName ?? service.configuration.defaultChatServiceRoleSid;
    service.users.create(identity, { friendlyName, roleSid: service.roles.require(roleSid, 'service').sid });
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
    chatProduct(service),
    iamProduct(flex, context),
  ];
  const world = { taskRouter, service, flex, products };
  seed(world, dataset);
  return world;
}
