import { randomBytes } from 'node:crypto';
import { EXPECT_ANY } from '../storage/append-rules.ts';
import { KIND_APPEND, KIND_DELETE } from '../storage/batch.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { LogRecord } from '../storage/record.ts';
import { METADATA_TYPE, metastreamOf } from '../storage/stream-metadata.ts';
import { visibleWindow } from '../streams/visible-window.ts';
import { resolveLink } from '../streams/resolve-links.ts';
import type { GroupMessage } from './group-message.ts';

export interface NewEvent {
  readonly type: string;
  readonly data: string;
  readonly metadata?: string;
  readonly isJson: boolean;
}

/** Appends one event of the server's own, whatever the stream's revision is. */
export async function appendOwn(log: EventLog, stream: string, event: NewEvent): Promise<void> {
  const proposed = {
    id: randomBytes(16),
    type: Buffer.from(event.type),
    isJson: event.isJson,
    metadata: Buffer.from(event.metadata ?? ''),
    data: Buffer.from(event.data),
  };
  await log.write({ kind: KIND_APPEND, stream, expected: EXPECT_ANY, events: [proposed] });
}

/** The two streams in which a group keeps its progress and what it could not deliver. */
export class GroupStreams {
  readonly #log: EventLog;
  readonly #checkpoints: string;
  readonly #parked: string;

  constructor(log: EventLog, key: string) {
    this.#log = log;
    this.#checkpoints = `$persistentsubscription-${key}-checkpoint`;
    this.#parked = `$persistentsubscription-${key}-parked`;
  }

  /** The last checkpoint as it was written: `42` or `C:1/P:1`. */
  lastCheckpoint(): string | undefined {
    const record = this.#newest(this.#checkpoints);
    if (record === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(record.data.toString());
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async saveCheckpoint(text: string): Promise<void> {
    if (this.#log.reader.stream(this.#checkpoints) === undefined) {
      await appendOwn(this.#log, metastreamOf(this.#checkpoints), {
        type: METADATA_TYPE,
        data: '{"$maxCount":2}',
        isJson: true,
      });
    }
    await appendOwn(this.#log, this.#checkpoints, {
      type: '$SubscriptionCheckpoint',
      data: JSON.stringify(text),
      isJson: true,
    });
  }

  /** Leaves a link to the message's event in the parked stream. */
  async park(message: GroupMessage, reason: string): Promise<void> {
    const event = (message.shown.event ?? message.shown.link)!;
    const metadata = JSON.stringify({
      added: new Date().toISOString(),
      reason,
      subscriptionEventNumber: message.sequence,
    });
    await appendOwn(this.#log, this.#parked, {
      type: '$>',
      data: `${event.revision}@${event.stream}`,
      metadata,
      isJson: false,
    });
  }

  parkedRange(): { first: number; end: number } {
    const window = visibleWindow(this.#log.reader, this.#parked, Date.now());
    return window === undefined ? { first: 0, end: 0 } : { first: window.first, end: window.last + 1 };
  }

  /** Parked messages from `first` on, before `end`: the events they lead to, beside the parked links. */
  readParked(first: number, end: number): { shown: ReturnType<typeof resolveLink>; link: LogRecord }[] {
    const records = this.#log.reader.streamPage(this.#parked, { from: first, to: end - 1 });
    return records.map((link) => ({ shown: resolveLink(this.#log.reader, link, Date.now()), link }));
  }

  async truncateParked(before: number): Promise<void> {
    await appendOwn(this.#log, metastreamOf(this.#parked), {
      type: METADATA_TYPE,
      data: JSON.stringify({ $tb: before }),
      isJson: true,
    });
  }

  async delete(): Promise<void> {
    for (const stream of [this.#checkpoints, this.#parked]) {
      await this.#log.write({ kind: KIND_DELETE, stream, expected: EXPECT_ANY, events: [] });
    }
  }

  #newest(stream: string): LogRecord | undefined {
    const window = visibleWindow(this.#log.reader, stream, Date.now());
    return window === undefined
      ? undefined
      : this.#log.reader.streamPage(stream, { from: window.last, to: window.last })[0];
  }
}
