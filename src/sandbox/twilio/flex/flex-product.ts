import type { Context } from '../account.ts';
import type { ChatService } from '../conversations/state.ts';
import type { Product } from '../wire/operation.ts';
import { configurationOperation } from './configuration-operation.ts';
import { flexUserOperations } from './flex-user-operations.ts';
import { insightsOperation } from './insights-operation.ts';
import type { FlexState } from './state.ts';
import { flexTokenOperations, tokenValidationOperations } from './token-operations.ts';

export const flexProduct = (flex: FlexState, service: ChatService, context: Context): Product => ({
  name: 'flex-api',
  operations: [
    configurationOperation(flex, service, context),
    insightsOperation(flex),
    ...flexUserOperations(flex, context),
    ...flexTokenOperations(flex, context),
  ],
});

export const iamProduct = (flex: FlexState, context: Context): Product => ({
  name: 'iam',
  operations: tokenValidationOperations(flex, context),
});
