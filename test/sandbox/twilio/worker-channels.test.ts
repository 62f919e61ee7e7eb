import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests({ dataset: { workers: [{ friendlyName: 'jane' }, { friendlyName: 'john' }] } });
const worker = (name = 'jane') => {
  const { sid } = under.current.workers().find(({ friendly_name }) => friendly_name === name) ?? { sid: '' };
  return sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid).workers(sid);
};
const settings = async (name?: string) => {
  const channels = await worker(name).workerChannels.list();
  return channels.map(({ taskChannelUniqueName, configuredCapacity, available }) => [
    taskChannelUniqueName,
    configuredCapacity,
    available,
  ]);
};

describe('Worker Channels', () => {
  test('a worker has one for every task channel, of capacity 1', async () => {
    const expected = ['default', 'voice', 'chat', 'sms', 'video', 'email'].map((name) => [name, 1, true]);
    expect(await settings()).toEqual(expected);
  });

  test.each(['taskChannelUniqueName', 'taskChannelSid', 'sid'] as const)('are addressed by %s', async (key) => {
    const chat = await worker().workerChannels('chat').fetch();
    const updated = await worker().workerChannels(chat[key]).update({ capacity: 3, available: false });
    expect(updated).toMatchObject({ sid: chat.sid, configuredCapacity: 3, available: false });
  });

  test('keep what an update does not name, and are each worker’s own', async () => {
    await worker().workerChannels('chat').update({ capacity: 5 });
    await worker().workerChannels('chat').update({ available: false });
    expect(await settings()).toContainEqual(['chat', 5, false]);
    expect(await settings('john')).toContainEqual(['chat', 1, true]);
  });

  test.each([
    ['51', 400],
    ['-1', 400],
    ['many', 400],
    ['50', 200],
    ['0', 200],
  ])('a capacity of %s is answered with %i', async (Capacity, status) => {
    const { sid } = under.current.workers()[0] ?? { sid: '' };
    const path = `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers/${sid}/Channels/voice`;
    expect((await ask(under.current, 'POST', path, { form: { Capacity } })).status).toBe(status);
  });

  test('a channel that the worker does not have is not found', async () => {
    await expect(worker().workerChannels('fax').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});

describe('Reservations', () => {
  test('are listed by status and answered', async () => {
    const sid = under.current.offerReservation('jane');
    const rejected = under.current.offerReservation('jane');
    await worker().reservations(rejected).update({ reservationStatus: 'rejected' });
    const pending = await worker().reservations.list({ reservationStatus: 'pending' });
    expect(pending.map((reservation) => reservation.sid)).toEqual([sid]);
    expect(await worker().reservations.list()).toHaveLength(2);
    expect(await worker().reservations(rejected).fetch()).toMatchObject({
      reservationStatus: 'rejected',
      workerName: 'jane',
    });
  });

  test('pending ones are rejected with a change to an activity that is not available, and accepted ones stay', async () => {
    const [pending, accepted] = [under.current.offerReservation('jane'), under.current.offerReservation('jane')];
    await worker().reservations(accepted).update({ reservationStatus: 'accepted' });
    const { offlineActivitySid: activitySid } = under.current;
    await worker().update({ activitySid, rejectPendingReservations: true });
    expect((await worker().reservations(pending).fetch()).reservationStatus).toBe('rejected');
    expect((await worker().reservations(accepted).fetch()).reservationStatus).toBe('accepted');
  });

  test('cannot be rejected together with a change to an available activity', async () => {
    const sid = under.current.offerReservation('jane');
    const workspace = sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
    const [available] = await workspace.activities.list({ available: 'true' });
    const change = { activitySid: available?.sid ?? '', rejectPendingReservations: true };
    await expect(worker().update(change)).rejects.toMatchObject({ status: 400, code: 20001 });
    expect((await worker().reservations(sid).fetch()).reservationStatus).toBe('pending');
  });

  test('have no other status than the published ones', async () => {
    const sid = under.current.offerReservation('jane');
    const wrong = worker()
      .reservations(sid)
      .update({ reservationStatus: 'lost' as 'pending' });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 20001 });
  });

  test('one that is not there is not found', async () => {
    await expect(
      worker()
        .reservations(`WR${'0'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 404 });
  });

  test('cannot be offered to nobody', () => {
    expect(() => under.current.offerReservation('nobody')).toThrow('no worker named nobody');
  });
});
