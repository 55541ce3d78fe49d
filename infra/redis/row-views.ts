import type { RowViews, ViewRow } from '../../domains/kernel/ports/row-views.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import type { RedisStore } from './connection.ts';
import { redisScript } from './script.ts';

/** How long a copy counts as good after its writer's last word. The writer speaks several times as often. */
export const FRESH_MS = 2_000;
/** A row that nobody changed for so long leaves; the table still has it. */
export const ROW_TTL_MS = 30 * 86_400_000;
export const ROWS_PER_CALL_MAX = 500;
const GONE = '';

/**
 * A new epoch leaves every older copy behind, since its writer was away and may have missed some. Its number grows, so a
 * call that was stuck in the network and arrives late names an epoch that is over, and is refused.
 */
const put = redisScript<number>(
  'put rows',
  `local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if ARGV[1] == 'new' and epoch < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'position', '-1')
elseif epoch ~= tonumber(ARGV[2]) then
  return 0
end
for i = 6, #ARGV, 2 do
  local key = ARGV[5] .. ARGV[2] .. ':' .. ARGV[i]
  local known = redis.call('HGET', key, 'position')
  if not known or tonumber(known) <= tonumber(ARGV[4]) then
    redis.call('HSET', key, 'position', ARGV[4], 'text', ARGV[i + 1])
    redis.call('PEXPIRE', key, ${ROW_TTL_MS})
  end
end
redis.call('PEXPIRE', KEYS[1], ${ROW_TTL_MS})
if ARGV[3] == 'last' then
  redis.call('HSET', KEYS[1], 'position', ARGV[4])
  redis.call('SET', KEYS[2], '1', 'PX', ${FRESH_MS})
end
return 1`,
);
const get = redisScript<string | null>(
  'get row',
  `if redis.call('EXISTS', KEYS[2]) == 0 then return false end
local state = redis.call('HMGET', KEYS[1], 'epoch', 'position')
if not state[1] or tonumber(state[2]) < tonumber(ARGV[1]) then return false end
return redis.call('HGET', ARGV[2] .. state[1] .. ':' .. ARGV[3], 'text')`,
);

const chunksOf = (rows: readonly ViewRow[]): readonly (readonly ViewRow[])[] =>
  rows.length === 0
    ? [[]]
    : Array.from({ length: Math.ceil(rows.length / ROWS_PER_CALL_MAX) }, (_none, n) =>
        rows.slice(n * ROWS_PER_CALL_MAX, (n + 1) * ROWS_PER_CALL_MAX),
      );

/**
 * Copies of rows in Redis; one process writes a view. All of one view lie on one node of a cluster, so that one script sees
 * them together. Positions are compared as doubles, which is exact up to 2^53.
 */
export const redisRowViews = (store: RedisStore, now: () => number): RowViews => {
  /** Epochs that this process began and has missed nothing in. */
  const epochs = new Map<string, number>();
  let newest = 0;
  const stateOf = (view: string): string => store.key('view', `{${view}}`, 'state');
  const freshOf = (view: string): string => store.key('view', `{${view}}`, 'fresh');
  const rowPrefix = (view: string): string => store.key('view', `{${view}}`, '');

  const putAll = async (view: string, rows: readonly ViewRow[], position: bigint): Promise<boolean> => {
    const chunks = chunksOf(rows);
    for (const [index, chunk] of chunks.entries()) {
      const current = epochs.get(view);
      const epoch = current ?? (newest = Math.max(newest + 1, now()));
      epochs.delete(view);
      const stored = await put(
        store,
        [stateOf(view), freshOf(view)],
        [
          current === undefined ? 'new' : 'same',
          epoch,
          index === chunks.length - 1 ? 'last' : 'more',
          String(position),
          rowPrefix(view),
          ...chunk.flatMap(({ key, text }) => [key, text ?? GONE]),
        ],
      );
      if (stored === 0) return false;
      epochs.set(view, epoch);
    }
    return true;
  };

  return {
    get: async (view, key, atLeast = 0n) => {
      try {
        const text = await get(store, [stateOf(view), freshOf(view)], [String(atLeast), rowPrefix(view), key]);
        return text === null ? undefined : { text: text === GONE ? undefined : text };
      } catch (error) {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }
    },
    put: async (view, rows, position) => {
      try {
        return await putAll(view, rows, position);
      } catch (error) {
        if (error instanceof StoreUnavailable) return false;
        throw error;
      }
    },
  };
};
