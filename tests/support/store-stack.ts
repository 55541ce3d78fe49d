import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerName } from '../../infra/local/servers.ts';
import { stackAvailability, startStack } from '../../infra/local/stack.ts';
import type { RunningStack } from '../../infra/local/stack-handle.ts';
import { noteRealServers } from './stack-servers.ts';

const availability = await stackAvailability();

/** For `describe.skipIf`: says on standard error why a real server cannot be had on this machine. */
export const cannotRun = (name: ServerName): boolean => {
  const { available, reason } = availability[name];
  if (!available) process.stderr.write(`left out, since ${name} cannot run here: ${reason}\n`);
  return !available;
};

/** A real server with data and port of its own, so that killing it hurts no other test. */
export const startStore = async <Name extends ServerName>(
  name: Name,
): Promise<RunningStack<Name> & { readonly url: () => string }> => {
  const directory = mkdtempSync(join(tmpdir(), `only2u-${name}-`));
  const stack = await startStack({ servers: [name], ports: 'free', directory, report: () => undefined });
  noteRealServers(stack.servers);
  return {
    ...stack,
    url: () => stack.urls[name],
    stop: async () => {
      await stack.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
