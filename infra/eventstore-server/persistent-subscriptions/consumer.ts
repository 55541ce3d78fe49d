import { randomUUID } from 'node:crypto';
import { PERSISTENT_IN_FLIGHT_MAX, PERSISTENT_LATENCIES_MAX } from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { writeResolvedEvent } from '../protocol/messages/recorded-event.ts';
import { ProtobufWriter } from '../protocol/protobuf-writer.ts';
import type { GroupMessage } from './group-message.ts';

interface InFlight {
  readonly message: GroupMessage;
  readonly sentAtMs: number;
}

/** One connected client of a group and the messages it has not settled yet. */
export class Consumer {
  readonly id = randomUUID();
  readonly call: GrpcCall;
  readonly bufferSize: number;
  readonly inFlight = new Map<string, InFlight>();
  readonly latenciesMs: number[] = [];
  total = 0;
  measured = { atMs: Date.now(), total: 0 };
  readonly #structuredIds: boolean;
  #isDraining = false;
  readonly #onRoom: () => void;

  constructor(call: GrpcCall, options: { bufferSize: number; structuredIds: boolean; onRoom: () => void }) {
    this.call = call;
    this.bufferSize = Math.min(Math.max(1, options.bufferSize), PERSISTENT_IN_FLIGHT_MAX);
    this.#structuredIds = options.structuredIds;
    this.#onRoom = options.onRoom;
  }

  /** False while its slots are taken, and while its connection does not take what was sent. */
  get hasRoom(): boolean {
    return this.inFlight.size < this.bufferSize && !this.#isDraining && !this.call.isEnded;
  }

  send(message: GroupMessage): void {
    this.inFlight.set(message.key, { message, sentAtMs: Date.now() });
    this.total += 1;
    const writer = new ProtobufWriter();
    const position = message.shown.link?.position;
    writer.frame(() =>
      writer.message(1, () => {
        writeResolvedEvent(writer, message.shown, {
          structuredIds: this.#structuredIds,
          ...(position !== undefined && { position }),
        });
        writer.integer(5, message.retryCount);
      }),
    );
    if (this.call.write(writer.finish())) return;
    this.#isDraining = true;
    void this.call.drained().then(() => {
      this.#isDraining = false;
      this.#onRoom();
    });
  }

  /** Takes a message out of flight, whatever became of it. Undefined for an id that is not in flight. */
  settle(key: string): GroupMessage | undefined {
    const found = this.inFlight.get(key);
    if (found === undefined) return undefined;
    this.inFlight.delete(key);
    if (this.latenciesMs.push(Date.now() - found.sentAtMs) > PERSISTENT_LATENCIES_MAX) this.latenciesMs.shift();
    return found.message;
  }

  /** Takes out what was sent at or before this time. */
  expire(sentUntilMs: number): GroupMessage[] {
    const expired = [...this.inFlight.values()].filter(({ sentAtMs }) => sentAtMs <= sentUntilMs);
    for (const { message } of expired) this.inFlight.delete(message.key);
    return expired.map(({ message }) => message);
  }

  takeAll(): GroupMessage[] {
    return this.expire(Infinity);
  }
}
