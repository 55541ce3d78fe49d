import {
  APPEND_DATA_BYTES_MAX,
  APPEND_EVENTS_MAX,
  BATCH_PENDING_BYTES_MAX,
  BATCH_PENDING_MAX,
  WRITE_TIMEOUT_MS_MAX,
} from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import {
  readBatchMessage,
  writeBatchReply,
  type BatchMessage,
  type BatchOptions,
  type BatchReply,
} from '../protocol/messages/batch-append.ts';
import { ANY, checkedStreamName } from '../protocol/messages/shared.ts';
import { ProtobufReader } from '../protocol/protobuf-reader.ts';
import { ProtobufWriter } from '../protocol/protobuf-writer.ts';
import { GrpcError, STATUS } from '../protocol/status.ts';
import { KIND_APPEND } from '../storage/batch.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { ProposedEvent } from '../storage/record.ts';
import { badRequest, failed, resultOf, timedOut, tooLarge, type BatchError } from './batch-results.ts';

interface PendingAppend {
  readonly key: string;
  readonly correlation: Buffer;
  readonly options: BatchOptions;
  readonly deadlineAt: number;
  readonly events: ProposedEvent[];
  dataBytes: number;
  totalBytes: number;
  isComplete: boolean;
  timer: NodeJS.Timeout;
}

/** One `BatchAppend` call: many appends, each under a correlation id that gets exactly one reply. */
export class BatchAppendCall {
  readonly #log: EventLog;
  readonly #call: GrpcCall;
  /** Appends that have no reply yet. */
  readonly #pending = new Map<string, PendingAppend>();
  /** Ids that were answered with an error before their last chunk: what still comes of them is dropped. */
  readonly #answeredEarly = new Set<string>();
  #replies: BatchReply[] = [];
  #pendingBytes = 0;
  #hasInputEnded = false;

  constructor(log: EventLog, call: GrpcCall) {
    this.#log = log;
    this.#call = call;
  }

  /** Resolves when the client has ended its side and every append has its reply, or the call is gone. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#call.onClose(() => {
        for (const pending of this.#pending.values()) clearTimeout(pending.timer);
        this.#pending.clear();
        resolve();
      });
      this.#call.receive(
        (message) => this.#accept(message),
        () => {
          this.#hasInputEnded = true;
          this.#endWhenDone();
        },
      );
    });
  }

  #accept(buffer: Buffer): void {
    const now = Date.now();
    const message = readBatchMessage(new ProtobufReader(buffer), now);
    const key = message.correlation.toString('latin1');
    if (this.#answeredEarly.has(key)) {
      if (message.isFinal) this.#answeredEarly.delete(key);
      return;
    }
    const pending = this.#pending.get(key) ?? this.#open(key, message, now);
    if (pending === undefined) return;
    const error = this.#collect(pending, message);
    if (error !== undefined) this.#answerEarly(pending, message.isFinal, error);
    else if (message.isFinal) this.#write(pending);
    if (!this.#log.writer.hasRoom) this.#call.pauseUntil(this.#log.writer.room());
  }

  #open(key: string, message: BatchMessage, now: number): PendingAppend | undefined {
    const { options, correlation } = message;
    if (options === undefined) {
      const stray = {
        correlation,
        stream: '',
        expected: ANY,
        result: badRequest('The first message of a correlation id must carry options.'),
      };
      this.#send(stray);
      if (!message.isFinal) this.#ignoreRest(key);
      return undefined;
    }
    if (this.#pending.size >= BATCH_PENDING_MAX)
      throw new GrpcError(STATUS.resourceExhausted, `More than ${BATCH_PENDING_MAX} appends without a reply.`);
    const timeoutMs = Math.min(options.deadlineMs ?? WRITE_TIMEOUT_MS_MAX, WRITE_TIMEOUT_MS_MAX);
    const pending: PendingAppend = {
      key,
      // A copy: the received buffer may be megabytes, the id is kept until the reply.
      correlation: Buffer.from(correlation),
      options,
      deadlineAt: now + timeoutMs,
      events: [],
      dataBytes: 0,
      totalBytes: 0,
      isComplete: false,
      timer: setTimeout(() => this.#expire(pending), Math.max(0, timeoutMs)),
    };
    this.#pending.set(key, pending);
    return pending;
  }

  #collect(pending: PendingAppend, { events, problem }: BatchMessage): BatchError | undefined {
    if (problem !== undefined)
      return badRequest(problem instanceof Error ? problem.message : 'An event could not be read.');
    for (const event of events) {
      pending.dataBytes += event.data.length;
      pending.totalBytes += event.data.length + event.metadata.length;
      pending.events.push(event);
    }
    this.#pendingBytes += events.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0);
    if (pending.dataBytes > APPEND_DATA_BYTES_MAX) return tooLarge();
    if (pending.events.length > APPEND_EVENTS_MAX)
      return badRequest(`An append takes at most ${APPEND_EVENTS_MAX} events; send several.`);
    if (this.#pendingBytes > BATCH_PENDING_BYTES_MAX) {
      throw new GrpcError(
        STATUS.resourceExhausted,
        `More than ${BATCH_PENDING_BYTES_MAX} bytes of appends without a reply.`,
      );
    }
    return Date.now() >= pending.deadlineAt ? timedOut() : undefined;
  }

  #ignoreRest(key: string): void {
    if (this.#answeredEarly.size >= BATCH_PENDING_MAX)
      throw new GrpcError(STATUS.resourceExhausted, `More than ${BATCH_PENDING_MAX} appends were never finished.`);
    this.#answeredEarly.add(key);
  }

  #write(pending: PendingAppend): void {
    pending.isComplete = true;
    const { stream, expected } = pending.options;
    try {
      checkedStreamName(stream);
    } catch (error) {
      this.#answer(pending, badRequest((error as Error).message));
      return;
    }
    const request = { kind: KIND_APPEND, stream, expected: expected.value, events: pending.events };
    this.#log.write(request).then(
      (outcome) => this.#answer(pending, resultOf(outcome, stream)),
      (error: unknown) => this.#answer(pending, failed(error)),
    );
  }

  #expire(pending: PendingAppend): void {
    if (this.#pending.get(pending.key) === pending) this.#answerEarly(pending, pending.isComplete, timedOut());
  }

  #answerEarly(pending: PendingAppend, isFinal: boolean, error: BatchError): void {
    if (!isFinal) this.#ignoreRest(pending.key);
    this.#answer(pending, error);
  }

  #answer(pending: PendingAppend, result: BatchReply['result']): void {
    if (this.#pending.get(pending.key) !== pending) return;
    this.#pending.delete(pending.key);
    clearTimeout(pending.timer);
    this.#pendingBytes -= pending.totalBytes;
    const { stream, expected } = pending.options;
    this.#send({ correlation: pending.correlation, stream, expected, result });
  }

  #send(reply: BatchReply): void {
    if (this.#replies.push(reply) > 1) return;
    // All replies of one commit leave in one write.
    process.nextTick(() => {
      const writer = new ProtobufWriter(this.#replies.length * 128);
      for (const each of this.#replies.splice(0)) writer.frame((frame) => writeBatchReply(frame, each));
      if (!this.#call.isEnded && !this.#call.write(writer.finish())) this.#call.pauseUntil(this.#call.drained());
      this.#endWhenDone();
    });
  }

  #endWhenDone(): void {
    if (this.#hasInputEnded && this.#pending.size === 0 && this.#replies.length === 0) this.#call.end();
  }
}
