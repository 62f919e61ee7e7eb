import type { Server } from 'node:http';
import { roleResource, userResource, type ServicePlace } from './conversations/resources.ts';
import { setAgentServiceRole } from './conversations/state.ts';
import { flexUserResource } from './flex/resources.ts';
import type { Settings } from './settings.ts';
import type { StandInAddress, StandInState, StandInSwitches, TwilioStandIn } from './stand-in.ts';
import { newReservation } from './taskrouter/reservations.ts';
import { workerResource, type WorkspacePlace } from './taskrouter/resources.ts';
import type { Exchange } from './wire/exchange.ts';
import { closeServer } from './wire/listen.ts';
import type { World } from './world.ts';

/** What the handle of a running stand-in is made of. A reset replaces the world. */
export interface Parts {
  readonly server: Server;
  readonly url: string;
  readonly exchange: Exchange;
  readonly world: () => World;
  readonly reset: () => void;
}

const addressOf = ({ url, exchange, world }: Parts): StandInAddress => ({
  url,
  ...exchange.context.account,
  workspaceSid: world().taskRouter.workspace.sid,
  conversationsServiceSid: world().service.sid,
  flexInstanceSid: world().flex.instanceSid,
  offlineActivitySid: world().taskRouter.workspace.offline.sid,
});

const stateOf = ({ url, exchange, world }: Parts): StandInState => {
  const workspacePlace = (): WorkspacePlace => world().taskRouter.placeAt(`${url}/taskrouter/v1`);
  const servicePlace = (): ServicePlace => world().service.placeAt(`${url}/conversations/v1`);
  return {
    workers: () => world().taskRouter.workers.all.items.map((worker) => workerResource(worker, workspacePlace())),
    users: () => world().service.users.all.items.map((user) => userResource(user, servicePlace())),
    roles: () => world().service.roles.all.items.map((role) => roleResource(role, servicePlace())),
    flexUsers: () =>
      world().flex.users.all.items.map((user) => flexUserResource(user, world().flex, exchange.context.account)),
  };
};

const switchesOf = ({ exchange: { context }, world }: Parts): StandInSwitches => {
  const turn = (change: Partial<Settings>): void => {
    Object.assign(context.settings, change);
  };
  return {
    setAgentServiceRole: (exists) => setAgentServiceRole(world().service, exists),
    setLatency: (latencyMs) => turn({ latencyMs }),
    hold: () => {
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      turn({ held });
      return () => {
        turn({ held: undefined });
        release?.();
      };
    },
    setConcurrencyLimit: (concurrencyLimit) => turn({ concurrencyLimit }),
    setActionRateLimit: (actionRateLimit) => turn({ actionRateLimit }),
    setListAttributesNull: (listAttributesNull) => turn({ listAttributesNull }),
    setEtagEnforced: (etagEnforced) => turn({ etagEnforced }),
    offerReservation(workerName) {
      const worker = world().taskRouter.workers.named(workerName);
      if (worker === undefined) throw new Error(`The stand-in has no worker named ${workerName}`);
      return worker.reservations.add(newReservation(context.clock())).sid;
    },
  };
};

export const handleOf = (parts: Parts): TwilioStandIn => {
  const { log, faults } = parts.exchange;
  return {
    ...addressOf(parts),
    ...stateOf(parts),
    ...switchesOf(parts),
    requests: () => log.requests,
    clear: () => log.clear(),
    reset: parts.reset,
    faults: {
      failNext: (fault) => faults.failNext(fault),
      pending: () => faults.pending,
      reset: () => faults.reset(),
    },
    close: () => closeServer(parts.server),
  };
};
