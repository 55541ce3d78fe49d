import { PERSISTENT_BUFFER_MAX, PERSISTENT_BYTES_MAX } from '../limits.ts';
import type { Consumer } from './consumer.ts';
import { messageBytes, type GroupMessage } from './group-message.ts';
import type { Strategy } from './strategies.ts';

/** The messages of a group that wait for a consumer: those to be repeated first, then new ones in order. */
export class GroupQueue {
  /** In the group's order; what came from the parked stream is last. */
  readonly retries: GroupMessage[] = [];
  readonly fresh: GroupMessage[] = [];
  readonly #strategy: Strategy;
  /** Bytes of every message not yet done with, in flight included. */
  bytes = 0;
  /** Highest sequence that was ever sent, -1 for none. */
  lastSent = -1;

  constructor(strategy: Strategy) {
    this.#strategy = strategy;
  }

  /** Whether more may be read ahead, by the group's own setting and by what the server allows. */
  hasRoom(historyBufferSize: number): boolean {
    const limit = Math.min(Math.max(1, historyBufferSize), PERSISTENT_BUFFER_MAX);
    return this.fresh.length < limit && this.bytes < PERSISTENT_BYTES_MAX;
  }

  addFresh(message: GroupMessage): void {
    this.bytes += messageBytes(message);
    this.fresh.push(message);
  }

  addReplayed(message: GroupMessage): void {
    this.bytes += messageBytes(message);
    this.retries.push(message);
  }

  addRetry(message: GroupMessage): void {
    let index = this.retries.length;
    while (index > 0 && isBefore(message, this.retries[index - 1]!)) index -= 1;
    this.retries.splice(index, 0, message);
  }

  forget(message: GroupMessage): void {
    this.bytes -= messageBytes(message);
  }

  /** Hands out what the consumers have room for. */
  dispatch(consumers: readonly Consumer[]): void {
    for (const queue of [this.retries, this.fresh]) {
      if (!consumers.some((consumer) => consumer.hasRoom)) return;
      this.#drain(queue, consumers);
      if (queue.length > 0 && !this.#strategy.mayOvertake) return;
    }
  }

  /** Lowest sequence that waits although later ones were sent, or is waiting to be repeated. */
  lowestUnsettled(): GroupMessage | undefined {
    const candidates = this.retries.filter((message) => !message.isReplayed).slice(0, 1);
    const [oldest] = this.fresh;
    if (oldest !== undefined && oldest.sequence < this.lastSent) candidates.push(oldest);
    return candidates.toSorted((a, b) => a.sequence - b.sequence)[0];
  }

  #drain(queue: GroupMessage[], consumers: readonly Consumer[]): void {
    let kept = 0;
    let index = 0;
    for (; index < queue.length; index += 1) {
      const message = queue[index]!;
      const consumer = this.#strategy.choose(consumers, message);
      if (consumer !== undefined) {
        if (!message.isReplayed) this.lastSent = Math.max(this.lastSent, message.sequence);
        consumer.send(message);
      } else if (this.#strategy.mayOvertake) queue[kept++] = message;
      else break;
    }
    queue.splice(kept, index - kept);
  }
}

const isBefore = (a: GroupMessage, b: GroupMessage): boolean =>
  a.isReplayed === b.isReplayed ? a.sequence < b.sequence : b.isReplayed;

/** The sequence up to which everything is settled: the one before the lowest that is not. */
export function settledUpTo(queue: GroupQueue, unsettled: readonly GroupMessage[]): number {
  let lowest = queue.lowestUnsettled();
  for (const message of unsettled) {
    if (!message.isReplayed && (lowest === undefined || message.sequence < lowest.sequence)) lowest = message;
  }
  return lowest === undefined ? queue.lastSent : lowest.previous;
}
