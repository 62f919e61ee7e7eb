import type { PageRequest, SubjectIndex, SubjectPage } from '../provisioning/subject-index.ts';
import type { StoreConnection } from './connect.redis.ts';
import { pageOf, placeIn, seenOf } from './subject-cursor.ts';
import { subjectText } from './subject-state-text.ts';

/** One sorted set: about 250 bytes for each subject. */
export function redisSubjectIndex(connection: StoreConnection): SubjectIndex {
  const key = `${connection.prefix}subjects`;
  const page = async (before: number | '+inf', { limit, cursor }: PageRequest): Promise<SubjectPage> => {
    const place = cursor === undefined ? undefined : placeIn(cursor);
    const listed = await connection.script<readonly string[]>('subjects.page', 'pageSubjects', {
      keys: [key],
      args: [limit, before, place?.at ?? 0, place?.member ?? ''],
    });
    const members = listed.filter((_, index) => index % 2 === 0);
    return pageOf(
      members.map((member, index) => seenOf({ member, at: Number(listed[2 * index + 1]) })),
      limit,
    );
  };
  return {
    seen: async (subject, at) => {
      await connection.command('subjects.seen', (redis) => redis.zadd(key, 'GT', at, subjectText(subject)));
    },
    idle: page,
    all: (request) => page('+inf', request),
    count: () => connection.command('subjects.count', (redis) => redis.zcard(key)),
    forget: async (subject) => {
      await connection.command('subjects.forget', (redis) => redis.zrem(key, subjectText(subject)));
    },
  };
}
