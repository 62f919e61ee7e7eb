import type { Collection } from '../wire/collection.ts';
import { newSid } from '../wire/sid.ts';

export const RESERVATION_STATUSES = [
  'pending',
  'accepted',
  'rejected',
  'timeout',
  'canceled',
  'rescinded',
  'wrapping',
  'completed',
] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

export interface Reservation {
  readonly sid: string;
  readonly taskSid: string;
  status: ReservationStatus;
  readonly createdAt: number;
  updatedAt: number;
}

const OPEN: ReadonlySet<ReservationStatus> = new Set(['pending', 'accepted', 'wrapping']);

export const newReservation = (now: number): Reservation => ({
  sid: newSid('WR'),
  taskSid: newSid('WT'),
  status: 'pending',
  createdAt: now,
  updatedAt: now,
});

export const hasOpenReservation = (reservations: Collection<Reservation>): boolean =>
  reservations.items.some(({ status }) => OPEN.has(status));

export function rejectPending(reservations: Collection<Reservation>, now: number): void {
  for (const reservation of reservations.items) {
    if (reservation.status === 'pending') Object.assign(reservation, { status: 'rejected', updatedAt: now });
  }
}
