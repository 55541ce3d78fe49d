import type { Database } from './database.ts';

/** How far consumers without rows of their own have come. */
export type Checkpoints = {
  get(consumer: string): Promise<bigint | undefined>;
  set(consumer: string, position: bigint): Promise<void>;
};

export const postgresCheckpoints = (database: Database): Checkpoints => ({
  get: async (consumer) => {
    const [row] = await database.query<{ position: number }>({
      text: 'select position from system.checkpoint where consumer = $1',
      values: [consumer],
    });
    return row === undefined ? undefined : BigInt(row.position);
  },
  set: async (consumer, position) => {
    await database.query({
      text: `insert into system.checkpoint values ($1, $2) on conflict (consumer) do update set position = excluded.position where checkpoint.position < excluded.position`,
      values: [consumer, String(position)],
    });
  },
});
