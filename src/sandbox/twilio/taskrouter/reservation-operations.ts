import type { Clock } from '../../../kernel/clock.ts';
import { demand, invalid, notFound } from '../wire/api-error.ts';
import { ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import { RESERVATION_STATUSES, type Reservation, type ReservationStatus } from './reservations.ts';
import { reservationResource } from './resources.ts';
import type { TaskRouterState } from './state.ts';
import { workerOf } from './worker-operations.ts';
import type { Worker } from './workers.ts';

function readStatus(text: string | undefined): ReservationStatus | undefined {
  const status = RESERVATION_STATUSES.find((known) => known === text);
  demand(text === undefined || status, () =>
    invalid(`ReservationStatus must be one of ${RESERVATION_STATUSES.join(', ')}`),
  );
  return status;
}

function reservationOf(call: Call, worker: Worker): Reservation {
  const reservation = worker.reservations.get(call.segment('Sid'));
  demand(reservation, () => notFound(call.resource));
  return reservation;
}

export function reservationOperations(state: TaskRouterState, clock: Clock): readonly Operation[] {
  const list = '/v1/Workspaces/:WorkspaceSid/Workers/:WorkerSid/Reservations';
  const one = `${list}/:Sid`;
  return [
    {
      method: 'get',
      path: list,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        const status = readStatus(call.query.text('ReservationStatus'));
        return pageOf(call, {
          key: 'reservations',
          largestPage: 1000,
          entries: worker.reservations.entries((reservation) => status === undefined || reservation.status === status),
          present: (reservation) => reservationResource(reservation, worker, state.placeAt(call.base)),
        });
      },
    },
    {
      method: 'get',
      path: one,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        return ok(reservationResource(reservationOf(call, worker), worker, state.placeAt(call.base)));
      },
    },
    {
      method: 'post',
      path: one,
      access: 'account',
      run(call) {
        const worker = workerOf(call, state, 'WorkerSid');
        const reservation = reservationOf(call, worker);
        const status = readStatus(call.form.text('ReservationStatus')) ?? reservation.status;
        Object.assign(reservation, { status, updatedAt: clock() });
        return ok(reservationResource(reservation, worker, state.placeAt(call.base)));
      },
    },
  ];
}
