import { createHash } from 'node:crypto';
import type { RedisStore } from './connection.ts';

type Argument = string | number;

/** A script that Redis runs as one step: sent by its hash, and by its text to a server that does not know it yet. */
export const redisScript = <Reply>(
  name: string,
  text: string,
): ((store: RedisStore, keys: readonly string[], values: readonly Argument[]) => Promise<Reply>) => {
  const hash = createHash('sha1').update(text).digest('hex');
  return ({ client, guard }, keys, values) =>
    guard.run(name, async () => {
      try {
        return (await client.evalsha(hash, keys.length, ...keys, ...values)) as Reply;
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return (await client.eval(text, keys.length, ...keys, ...values)) as Reply;
      }
    });
};
