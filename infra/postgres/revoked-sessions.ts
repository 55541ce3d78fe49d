import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import { memoryRevokedSessions, REVOKED_MAX } from '../memory/revoked-sessions.ts';
import type { Database } from './database.ts';

type Row = {
  readonly kind: 'session' | 'user';
  readonly subject: string;
  readonly before: string | null;
  readonly lapses_at: number;
};

/**
 * The sessions that have ended, in the memory of one process and in PostgreSQL for its next start: a token must not come to
 * life again because the system was killed. Throws `StoreUnavailable` when it cannot be written.
 */
export const postgresRevokedSessions = async (database: Database, now: () => number): Promise<RevokedSessions> => {
  const known = memoryRevokedSessions(now);
  await database.query({ text: 'delete from system.ended_session where lapses_at <= $1', values: [now()] });
  const rows = await database.query<Row>({
    text: 'select kind, subject, before, lapses_at from system.ended_session order by lapses_at desc limit $1',
    values: [REVOKED_MAX],
  });
  for (const { kind, subject, before, lapses_at: lapsesAt } of rows)
    if (kind === 'session') await known.revoke(subject, lapsesAt - now());
    else await known.revokeBefore(subject, before!, lapsesAt - now());

  const keep = (kind: Row['kind'], subject: string, before: string | null, lapsesAt: number): Promise<unknown> =>
    database.query({
      // What has lapsed goes with each row that comes, so that the table stays as small as the memory.
      text: `with lapsed as (delete from system.ended_session where lapses_at <= $5 and (kind, subject) <> ($1, $2::uuid))
        insert into system.ended_session as known values ($1, $2, $3, $4) on conflict (kind, subject) do update
        set before = greatest(known.before, excluded.before), lapses_at = greatest(known.lapses_at, excluded.lapses_at)`,
      values: [kind, subject, before, lapsesAt, now()],
    });
  return {
    revoke: async (sessionId, ttlMs) => {
      await known.revoke(sessionId, ttlMs);
      await keep('session', sessionId, null, now() + ttlMs);
    },
    revokeBefore: async (userId, before, ttlMs) => {
      await known.revokeBefore(userId, before, ttlMs);
      await keep('user', userId, before, now() + ttlMs);
    },
    isRevoked: (sessionId, signedIn) => known.isRevoked(sessionId, signedIn),
  };
};
