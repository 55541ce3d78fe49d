import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { linkTarget } from '../streams/resolve-links.ts';
import type { Consumer } from './consumer.ts';
import type { GroupMessage } from './group-message.ts';

/** Chooses the consumer of a message among those with room. */
export interface Strategy {
  /** Undefined when the message has to wait. */
  choose(consumers: readonly Consumer[], message: GroupMessage): Consumer | undefined;
  /** Whether later messages may be tried when one has to wait. */
  readonly mayOvertake: boolean;
}

const PINNED_BUCKETS = 1_024;

export const STRATEGIES: Readonly<Record<string, () => Strategy>> = {
  RoundRobin: () => {
    let turn = 0;
    return {
      mayOvertake: false,
      choose: (consumers) => {
        for (let offset = 0; offset < consumers.length; offset += 1) {
          const index = (turn + offset) % consumers.length;
          if (!consumers[index]!.hasRoom) continue;
          turn = index + 1;
          return consumers[index];
        }
        return undefined;
      },
    };
  },
  DispatchToSingle: () => ({
    mayOvertake: false,
    choose: (consumers) => consumers.find((consumer) => consumer.hasRoom),
  }),
  Pinned: () => pinned((message) => linkTarget(message.original)?.stream ?? message.original.stream),
  PinnedByCorrelation: () => pinned((message) => correlationId(message) ?? message.original.stream),
};

/** All messages of one key go to one consumer; when consumers come or go, only the keys of those that changed move. */
function pinned(keyOf: (message: GroupMessage) => string): Strategy {
  return {
    mayOvertake: true,
    choose: (consumers, message) => {
      const bucket = crc32(keyOf(message)) % PINNED_BUCKETS;
      let best: Consumer | undefined;
      let bestWeight = -1;
      for (const consumer of consumers) {
        const weight = createHash('md5').update(`${consumer.id}/${bucket}`).digest().readUInt32LE(0);
        if (weight > bestWeight) [best, bestWeight] = [consumer, weight];
      }
      return best?.hasRoom === true ? best : undefined;
    },
  };
}

function correlationId({ shown }: GroupMessage): string | undefined {
  try {
    const metadata: unknown = JSON.parse((shown.event ?? shown.link)!.metadata.toString());
    const id = (metadata as { $correlationId?: unknown } | null)?.$correlationId;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
