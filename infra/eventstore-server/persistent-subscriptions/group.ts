import { setImmediate as nextTurn } from 'node:timers/promises';
import { PERSISTENT_CONSUMERS_MAX } from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { LogRecord } from '../storage/record.ts';
import { Checkpointer } from './checkpointer.ts';
import { Consumer } from './consumer.ts';
import { maximumSubscribersReached } from './errors.ts';
import { newMessage, type GroupMessage } from './group-message.ts';
import { GroupQueue, settledUpTo } from './group-queue.ts';
import { openSource, type GroupSource } from './group-source.ts';
import { GroupStreams } from './group-streams.ts';
import { ParkedReplay } from './parked-replay.ts';
import { groupKey, type GroupDefinition } from './settings.ts';
import { STRATEGIES } from './strategies.ts';

export type NackAction = 'park' | 'retry' | 'skip' | 'stop';

const TICK_MS = 1_000;

/** One persistent subscription: reads its source, hands messages to consumers, and remembers what became of them. */
export class PersistentGroup {
  readonly definition: GroupDefinition;
  readonly key: string;
  readonly streams: GroupStreams;
  readonly source: GroupSource;
  readonly queue: GroupQueue;
  readonly checkpoints: Checkpointer;
  readonly consumers: Consumer[] = [];
  readonly #log: EventLog;
  readonly #parking = new Set<GroupMessage>();
  readonly #timer: NodeJS.Timeout;
  #lastRead: number;
  readonly replay: ParkedReplay;
  #isStopped = false;
  isFilling = false;
  isAtEnd = false;

  constructor(log: EventLog, definition: GroupDefinition) {
    this.definition = definition;
    this.key = groupKey(definition.source, definition.group);
    this.#log = log;
    this.streams = new GroupStreams(log, this.key);
    this.queue = new GroupQueue(STRATEGIES[definition.settings.strategy]!());
    this.replay = new ParkedReplay(this.streams);
    const saved = this.streams.lastCheckpoint();
    const parser = openSource(log.reader, definition, -1);
    const after = saved === undefined ? undefined : parser.parse(saved);
    this.source = openSource(log.reader, definition, after);
    this.#lastRead = after ?? -1;
    const { settings } = definition;
    this.checkpoints = new Checkpointer(this.streams, this.source, {
      settings,
      saved: this.#lastRead,
      current: () => this.#settledUpTo(),
    });
    this.#timer = setInterval(() => this.tick(Date.now()), TICK_MS).unref();
  }

  /** Connects a client. Throws maximum-subscribers-reached. */
  join(call: GrpcCall, options: { bufferSize: number; structuredIds: boolean }): Consumer {
    const { source, group, settings } = this.definition;
    const limit = settings.maxSubscriberCount > 0 ? settings.maxSubscriberCount : PERSISTENT_CONSUMERS_MAX;
    if (this.consumers.length >= limit) throw maximumSubscribersReached(source, group);
    const consumer = new Consumer(call, { ...options, onRoom: () => this.pump() });
    this.consumers.push(consumer);
    call.onClose(() => this.#leave(consumer));
    return consumer;
  }

  acknowledge(consumer: Consumer, keys: readonly string[]): void {
    for (const key of keys) {
      const message = consumer.settle(key);
      if (message !== undefined) this.#done(message);
    }
    this.pump();
  }

  refuse(
    consumer: Consumer,
    keys: readonly string[],
    { action, reason }: { action: NackAction; reason: string },
  ): void {
    // "Stop" does nothing in the real server either: the message comes again after its time-out.
    if (action === 'stop') return;
    for (const key of keys) {
      const message = consumer.settle(key);
      if (message === undefined) continue;
      if (action === 'retry') this.#retry(message);
      else if (action === 'skip') this.#done(message);
      else this.#park(message, reason);
    }
    this.pump();
  }

  /** Delivers the parked messages before revision `stopAt` of the parked stream again. */
  replayParked(stopAt: number): void {
    this.replay.start(stopAt);
    this.pump();
  }

  /** Gives out what can be given and reads on when there is room. Called after every change. */
  pump(): void {
    if (this.#isStopped) return;
    this.queue.dispatch(this.consumers);
    void this.#fill();
  }

  tick(nowMs: number): void {
    for (const consumer of this.consumers) {
      for (const message of consumer.expire(nowMs - this.definition.settings.messageTimeoutMs)) this.#retry(message);
    }
    this.checkpoints.tick(nowMs);
    this.pump();
  }

  /** Drops every consumer with this error; progress is saved unless the group is going away. */
  async stop(error: Error, saveProgress: boolean): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    if (saveProgress) await this.checkpoints.save();
    for (const consumer of this.consumers.splice(0)) consumer.call.fail(error);
  }

  #leave(consumer: Consumer): void {
    const index = this.consumers.indexOf(consumer);
    if (index < 0 || this.#isStopped) return;
    this.consumers.splice(index, 1);
    for (const message of consumer.takeAll()) this.#retry(message);
    this.pump();
  }

  #done(message: GroupMessage): void {
    this.queue.forget(message);
    if (!message.isReplayed) this.checkpoints.processed();
  }

  #retry(message: GroupMessage): void {
    const { maxRetryCount } = this.definition.settings;
    if (message.retryCount >= maxRetryCount) {
      this.#park(message, `Reached retry count of ${maxRetryCount}`);
      return;
    }
    message.retryCount += 1;
    this.queue.addRetry(message);
  }

  #park(message: GroupMessage, reason: string): void {
    this.#parking.add(message);
    const settled = this.streams.park(message, reason).then(
      () => this.#done(message),
      // The log refused the write: the message is kept and delivered again.
      () => this.queue.addRetry(message),
    );
    void settled.finally(() => this.#parking.delete(message));
  }

  #settledUpTo(): number {
    const inFlight = this.consumers.flatMap((consumer) =>
      [...consumer.inFlight.values()].map(({ message }) => message),
    );
    return settledUpTo(this.queue, [...inFlight, ...this.#parking]);
  }

  async #fill(): Promise<void> {
    if (this.isFilling || this.consumers.length === 0) return;
    this.isFilling = true;
    try {
      this.replay.fill(this.queue);
      this.queue.dispatch(this.consumers);
      while (!this.#isStopped && this.queue.hasRoom(this.definition.settings.historyBufferSize)) {
        const { records, isEnd } = await this.source.next(Math.max(1, this.definition.settings.readBatchSize));
        for (const record of records) this.#add(record);
        this.isAtEnd = isEnd;
        this.queue.dispatch(this.consumers);
        if (isEnd) break;
        await nextTurn();
      }
    } catch (error) {
      // A damaged log or a filter that takes too long: the consumers must know rather than wait.
      for (const consumer of [...this.consumers]) consumer.call.fail(error);
    } finally {
      this.isFilling = false;
    }
  }

  #add(original: LogRecord): void {
    const sequence = this.source.sequenceOf(original);
    const previous = this.#lastRead;
    this.#lastRead = sequence;
    const message = newMessage(this.#log.reader, original, {
      sequence,
      previous,
      resolveLinks: this.definition.settings.resolveLinks,
    });
    if (message !== undefined) this.queue.addFresh(message);
  }
}
