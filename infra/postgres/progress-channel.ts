import pg from 'pg';
import { z } from 'zod';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import type { Database } from './database.ts';
import { idOf } from './projection-store.ts';

const CHANNEL = 'only2u_progress';
const RECONNECT_MS = 250;

/** How far some projections are in some slots. Positions are strings, since JSON has no 64-bit integers. */
const Message = z.array(z.object({ slot: z.int(), positions: z.array(z.tuple([z.string(), z.array(z.string())])) }));
type SlotPositions = ReadonlyMap<string, bigint>;

/** Projections that stand at the same place, which nearly all do, share one entry. */
const grouped = (positions: SlotPositions): [string, string[]][] => {
  const byPosition = new Map<string, string[]>();
  for (const [name, position] of positions) {
    const at = String(position);
    const names = byPosition.get(at);
    if (names === undefined) byPosition.set(at, [name]);
    else names.push(name);
  }
  return [...byPosition];
};

export type ProgressPublisher = {
  /** Says how far the projections of a slot are. What moves again before it was sent is sent once. */
  moved(slot: number, positions: SlotPositions): void;
};

/** Tells other processes by NOTIFY. A message that is lost does no harm: the checkpoints follow within a second. */
export const progressPublisher = (database: Database, onError: (error: unknown) => void): ProgressPublisher => {
  let waiting = new Map<number, SlotPositions>();
  let isSending = false;
  const send = async (): Promise<void> => {
    isSending = true;
    while (waiting.size > 0) {
      const slots = waiting;
      waiting = new Map();
      // One slot a message keeps it far below the 8,000 bytes that PostgreSQL allows.
      const payloads = [...slots].map(([slot, positions]) =>
        JSON.stringify([{ slot, positions: grouped(positions) }] satisfies z.infer<typeof Message>),
      );
      await database
        .query({
          text: `select pg_notify('${CHANNEL}', payload) from unnest($1::text[]) as payload`,
          values: [payloads],
        })
        .catch(onError);
    }
    isSending = false;
  };
  return {
    moved: (slot, positions) => {
      waiting.set(slot, positions);
      if (!isSending) void send();
    },
  };
};

export type ProgressFollower = {
  /** Where each projection stands in its slowest slot. */
  readonly positions: ReadonlyMap<string, bigint>;
  readonly isConnected: boolean;
  /** Calls whenever a position has moved. */
  onMoved(listener: () => void): void;
  stop(): Promise<void>;
};

type Options = {
  readonly url: string;
  readonly database: Database;
  readonly projections: readonly AnyProjection[];
  readonly slots: number;
  /** Names of consumers that take the whole log, with one checkpoint for all of it. */
  readonly consumers: readonly string[];
  readonly onError: (error: unknown) => void;
};

class Follower implements ProgressFollower {
  readonly #options: Options;
  readonly #bySlot = new Map<string, bigint[]>();
  readonly #positions = new Map<string, bigint>();
  #client: pg.Client | undefined;
  #stopped = false;
  #onMoved: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
    for (const { name } of options.projections) this.#bySlot.set(name, new Array<bigint>(options.slots).fill(-1n));
    for (const name of options.consumers) this.#bySlot.set(name, [-1n]);
  }

  get positions(): ReadonlyMap<string, bigint> {
    return this.#positions;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  onMoved(listener: () => void): void {
    this.#onMoved = listener;
  }

  /** Listens first and reads the checkpoints then, so that nothing falls in between. */
  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.url, keepAlive: true });
    let isLost = false;
    const lose = (error: unknown): void => {
      if (isLost) return;
      isLost = true;
      this.#client = undefined;
      void client.end().catch(() => undefined);
      if (this.#stopped) return;
      this.#options.onError(error);
      this.#timer = setTimeout(() => void this.connect(), RECONNECT_MS);
    };
    client.on('error', lose);
    client.on('end', () => lose(new Error('the connection that listens for progress has ended')));
    client.on('notification', ({ payload }) => this.#onMessage(payload));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await this.#readCheckpoints();
      this.#client = client;
    } catch (error) {
      lose(error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end();
  }

  async #readCheckpoints(): Promise<void> {
    const { database, projections, consumers } = this.#options;
    const whole = await database.query<{ consumer: string; position: number }>({
      text: 'select consumer, position from system.checkpoint where consumer = any($1)',
      values: [consumers],
    });
    for (const { consumer, position } of whole) this.#move(consumer, 0, BigInt(position));
    await this.#readSlotCheckpoints(projections, database);
    this.#onMoved();
  }

  async #readSlotCheckpoints(projections: readonly AnyProjection[], database: Database): Promise<void> {
    const nameOf = new Map(projections.map((projection) => [idOf(projection), projection.name]));
    const [table] = await database.query<{ present: boolean }>({
      text: `select to_regclass('projection.slot_checkpoint') is not null as present`,
      values: [],
    });
    if (table?.present !== true) return;
    const rows = await database.query<{ projection: string; slot: number; position: number }>({
      text: 'select projection, slot, position from projection.slot_checkpoint where projection = any($1)',
      values: [[...nameOf.keys()]],
    });
    for (const { projection, slot, position } of rows) this.#move(nameOf.get(projection)!, slot, BigInt(position));
  }

  #onMessage(payload: string | undefined): void {
    const message = Message.safeParse(JSON.parse(payload ?? '[]'));
    if (!message.success) return;
    for (const { slot, positions } of message.data)
      for (const [position, names] of positions) for (const name of names) this.#move(name, slot, BigInt(position));
    this.#onMoved();
  }

  #move(name: string, slot: number, position: bigint): void {
    const bySlot = this.#bySlot.get(name);
    if (bySlot === undefined || position <= (bySlot[slot] ?? position)) return;
    bySlot[slot] = position;
    this.#positions.set(
      name,
      bySlot.reduce((low, next) => (next < low ? next : low)),
    );
  }
}

/** Follows how far the projections of other processes are. Resolves when it listens, or has begun to try again. */
export const followProgress = async (options: Options): Promise<ProgressFollower> => {
  const follower = new Follower(options);
  await follower.connect();
  return follower;
};
