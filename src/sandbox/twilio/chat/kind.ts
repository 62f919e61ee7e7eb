import type { ChatService } from '../conversations/state.ts';
import { demand, notFound } from '../wire/api-error.ts';
import type { Entry } from '../wire/collection.ts';
import { created, noContent, ok, type Call, type CountedAction, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';

/** One kind of resource below a Chat Service, and what may be done with it over REST. */
export interface Kind<T> {
  /** Below the Service: `Roles`, `Channels/:ChannelSid/Members`. */
  readonly path: string;
  readonly key: string;
  readonly counts?: CountedAction;
  entries(call: Call): readonly Entry<T>[];
  /** By what stands in the path. */
  find(call: Call): T | undefined;
  present(item: T, call: Call): object;
  readonly write?: {
    create(call: Call): T;
    /** Absent where a resource of this kind cannot be changed. */
    readonly update?: (item: T, call: Call) => void;
    remove(item: T, call: Call): void;
  };
}

function found<T>(kind: Kind<T>, call: Call): T {
  const item = kind.find(call);
  demand(item, () => notFound(call.resource));
  return item;
}

type Route = Pick<Operation, 'method' | 'path' | 'run'>;

const reading = <T>(kind: Kind<T>, list: string): readonly Route[] => [
  {
    method: 'get',
    path: list,
    run: (call) =>
      pageOf(call, {
        key: kind.key,
        largestPage: 100,
        entries: kind.entries(call),
        present: (item) => kind.present(item, call),
      }),
  },
  { method: 'get', path: `${list}/:Sid`, run: (call) => ok(kind.present(found(kind, call), call)) },
];

function updating<T>(kind: Kind<T>, path: string): readonly Route[] {
  const update = kind.write?.update;
  if (update === undefined) return [];
  return [
    {
      method: 'post',
      path,
      run(call) {
        const item = found(kind, call);
        update(item, call);
        return ok(kind.present(item, call));
      },
    },
  ];
}

function writing<T>(kind: Kind<T>, list: string): readonly Route[] {
  const { write } = kind;
  if (write === undefined) return [];
  return [
    { method: 'post', path: list, run: (call) => created(kind.present(write.create(call), call)) },
    ...updating(kind, `${list}/:Sid`),
    {
      method: 'delete',
      path: `${list}/:Sid`,
      run(call) {
        write.remove(found(kind, call), call);
        return noContent();
      },
    },
  ];
}

/** For the account's own requests; 404 where the path names another Service. */
export function operationsOf<T>(kind: Kind<T>, service: ChatService): readonly Operation[] {
  const list = `/v2/Services/:ServiceSid/${kind.path}`;
  const guarded = ({ method, path, run }: Route): Operation => ({
    method,
    path,
    access: 'account',
    ...(kind.counts !== undefined && method !== 'get' && { counts: kind.counts }),
    run(call) {
      service.check(call);
      return run(call);
    },
  });
  return [...reading(kind, list), ...writing(kind, list)].map(guarded);
}
