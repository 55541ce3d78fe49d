import type { Handler } from '../protocol/grpc-server.ts';
import { readReadRequest } from '../protocol/messages/read.ts';
import { KIND_DELETE, KIND_TOMBSTONE } from '../storage/batch.ts';
import type { EventLog } from '../storage/event-log.ts';
import { append, remove } from './append.ts';
import { BatchAppendCall } from './batch-append.ts';
import { readAll, readStream } from './read.ts';
import { subscribe } from './subscribe.ts';
import type { WakeUp } from './wake-up.ts';

/** The five calls of `event_store.client.streams.Streams`. */
export function streamsService(log: EventLog, wakeUp: WakeUp): [string, Handler][] {
  return [
    [
      'Read',
      async (call) => {
        const options = readReadRequest(await call.receiveOne());
        if (options.isSubscription) await subscribe(log, wakeUp, call, options);
        else if (options.stream === undefined) await readAll(log.reader, call, options);
        else await readStream(log.reader, call, options);
      },
    ],
    ['Append', (call) => append(log, call)],
    ['BatchAppend', (call) => new BatchAppendCall(log, call).run()],
    ['Delete', (call) => remove(log, call, KIND_DELETE)],
    ['Tombstone', (call) => remove(log, call, KIND_TOMBSTONE)],
  ];
}
