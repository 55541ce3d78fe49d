import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../domains/kernel/routes.ts';
import { jwtAccessTokens, loadSigningKey } from '../../infra/auth/access-tokens.ts';
import { spawnSystem, type DemoToken } from '../../tests/support/spawned-system.ts';
import { usageOf, type Usage } from './process-tree.ts';

export type BenchSystem = {
  readonly url: string;
  readonly simulatorsUrl: string;
  readonly tokens: Readonly<Record<DemoToken, string>>;
  /** An access token, a customer's unless told otherwise, made with the system's own key: signing in is not what these scenarios measure. */
  tokenFor(userId: string, roles?: readonly Role[]): Promise<string>;
  usage(): Usage;
  stop(): Promise<void>;
};

const TOKEN_SECONDS = 7_200;

/** A fresh system whose processes' CPU time and memory can be read; on the stack with servers of its own. */
export const startBenchSystem = async (profile: 'embedded' | 'stack' = 'embedded'): Promise<BenchSystem> => {
  const servers = profile === 'stack' ? await mkdtemp(join(tmpdir(), 'only2u-bench-')) : undefined;
  const system = await spawnSystem({
    WEBHOOK_LOOPBACK: 'allowed',
    ...(servers === undefined ? {} : { PROFILE: 'stack', STACK_DIRECTORY: servers }),
  });
  const accessTokens = jwtAccessTokens(
    await loadSigningKey(`${system.directory}/secrets/access-token-key.pem`),
    Date.now,
  );
  return {
    url: system.url,
    simulatorsUrl: system.simulatorsUrl,
    tokens: await system.tokens(),
    tokenFor: (userId, roles = ['customer']) => accessTokens.issue({ userId, roles }, TOKEN_SECONDS),
    usage: () => usageOf(system.pid()),
    stop: async () => {
      await system.stop();
      if (servers !== undefined) await rm(servers, { recursive: true, force: true });
    },
  };
};
