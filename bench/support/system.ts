import type { Role } from '../../domains/kernel/routes.ts';
import { jwtAccessTokens, loadSigningKey } from '../../infra/auth/access-tokens.ts';
import { spawnSystem, type DemoToken } from '../../tests/support/spawned-system.ts';
import { usageOf, type Usage } from './process-tree.ts';

export type BenchSystem = {
  readonly url: string;
  readonly tokens: Readonly<Record<DemoToken, string>>;
  /** An access token, a customer's unless told otherwise, made with the system's own key: signing in is not what these scenarios measure. */
  tokenFor(userId: string, roles?: readonly Role[]): Promise<string>;
  usage(): Usage;
  stop(): Promise<void>;
};

const TOKEN_SECONDS = 7_200;

/** A fresh system whose processes' CPU time and memory can be read. */
export const startBenchSystem = async (environment: Readonly<Record<string, string>> = {}): Promise<BenchSystem> => {
  const system = await spawnSystem(environment);
  const accessTokens = jwtAccessTokens(
    await loadSigningKey(`${system.directory}/secrets/access-token-key.pem`),
    Date.now,
  );
  return {
    url: system.url,
    tokens: await system.tokens(),
    tokenFor: (userId, roles = ['customer']) => accessTokens.issue({ userId, roles }, TOKEN_SECONDS),
    usage: () => usageOf(system.pid()),
    stop: () => system.stop(),
  };
};
