import { LaterAnswer } from '../../command-api/later.ts';
import { streamSignals } from '../../command-api/stream-signals.ts';
import { writeContext } from '../../command-api/write-context.ts';
import type { CommandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { Caller, WriteRoute } from '../../domains/kernel/routes.ts';
import type { Random } from './random.ts';

export type SimulatedRequest = {
  readonly caller: Caller;
  readonly commandId: string;
  readonly params?: object;
  readonly body?: object;
};
type Services = {
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly random: Random;
  readonly now: string;
};

/** Runs a route of the command API without HTTP, on virtual time, under the buyer's command id. */
export const runRoute = async (route: WriteRoute, given: SimulatedRequest, services: Services): Promise<unknown> => {
  const { caller, commandId } = given;
  const { handler, ports, random, now } = services;
  const request = {
    caller,
    commandId,
    correlationId: commandId,
    ip: '127.0.0.1',
    headers: {},
    rawBody: undefined,
    expectedRevision: undefined,
    now,
  };
  const context: ReturnType<typeof writeContext> = {
    ...writeContext(request, { handler, ports, signals: streamSignals() }),
    // Nothing else runs while a route does, so waiting would only look twice.
    waitFor: (_streams, check) => check(new Set()),
    aside: (aggregate, command) =>
      handler.execute(aggregate, command, { commandId: random.uuid(), correlationId: commandId, actor: 'command-api' }),
  };
  const body = route.body?.parse(given.body ?? {});
  const answer = await route.run({ params: route.params?.parse(given.params ?? {}), query: undefined, body }, context);
  return answer instanceof LaterAnswer ? answer.value : answer;
};
