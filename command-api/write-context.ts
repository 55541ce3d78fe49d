import { v7 as uuidV7 } from 'uuid';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { isRejected } from '../domains/kernel/decider.ts';
import type { CommandHandler, Envelope } from '../domains/kernel/handle.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import { Refusal, type Caller, type WriteContext } from '../domains/kernel/routes.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import type { StreamSignals } from './stream-signals.ts';

export type WriteRequest = {
  readonly caller: Caller | undefined;
  readonly commandId: string;
  readonly correlationId: string;
  readonly ip: string;
  readonly headers: WriteContext['headers'];
  readonly rawBody: Buffer | undefined;
  readonly expectedRevision: bigint | undefined;
  readonly now: Instant;
};

/** What the commands of one request left behind, for the ETag and X-Position headers. */
export type Trail = { position: bigint; revision: bigint | undefined };

export type WriteServices = {
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly signals: StreamSignals;
  /** Left out where routes are run without read models. */
  readonly query?: WriteContext['query'];
};
const noReadModels = (): Promise<never> => Promise.reject(new Error('there are no read models here'));

/**
 * One request's context. Its commands get ids derived from the Idempotency-Key in the order in which they are sent, so the
 * repeated request sends the same commands under the same ids.
 */
export const writeContext = (
  request: WriteRequest,
  services: WriteServices,
): WriteContext & { readonly trail: Trail } => {
  const { handler, ports, signals, query = noReadModels } = services;
  const trail: Trail = { position: 0n, revision: undefined };
  let sent = 0;

  const attempt: WriteContext['attempt'] = async (aggregate, command, label) => {
    const first = sent === 0 && label === undefined;
    if (label === undefined) sent += 1;
    const envelope: Envelope = {
      commandId: first
        ? request.commandId
        : derivedId(request.commandId, label === undefined ? sent : `command ${label}`),
      correlationId: request.correlationId,
      actor: request.caller === undefined ? 'public' : `user:${request.caller.userId}`,
      ...(first && request.expectedRevision !== undefined ? { expectedRevision: request.expectedRevision } : {}),
    };
    const outcome = await handler.execute(aggregate, command, envelope);
    if (!isRejected(outcome)) {
      if (outcome.position > trail.position) trail.position = outcome.position;
      trail.revision ??= outcome.revision;
    }
    return outcome;
  };

  return {
    ...request,
    trail,
    ports,
    attempt,
    aside: (aggregate, command) => {
      const { correlationId } = request;
      return handler.execute(aggregate, command, { commandId: uuidV7(), correlationId, actor: 'command-api' });
    },
    send: async (aggregate, command) => {
      const outcome = await attempt(aggregate, command);
      if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
      return outcome;
    },
    query,
    facts: (aggregate, id) => handler.fold(aggregate, id),
    newId: (label) => derivedId(request.commandId, 'id', label),
    waitFor: async (streams, check, timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      const listening = signals.listen(streams);
      try {
        for (;;) {
          const found = await check(listening.heard);
          if (found !== undefined) return found;
          if (!(await listening.next(deadline - performance.now()))) return undefined;
        }
      } finally {
        listening.stop();
      }
    },
  };
};
