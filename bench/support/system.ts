import { spawnSystem, type DemoToken } from '../../tests/support/spawned-system.ts';
import { usageOf, type Usage } from './process-tree.ts';

export type BenchSystem = {
  readonly url: string;
  readonly tokens: Readonly<Record<DemoToken, string>>;
  usage(): Usage;
  stop(): Promise<void>;
};

/** A fresh system whose processes' CPU time and memory can be read. */
export const startBenchSystem = async (environment: Readonly<Record<string, string>> = {}): Promise<BenchSystem> => {
  const system = await spawnSystem(environment);
  return {
    url: system.url,
    tokens: await system.tokens(),
    usage: () => usageOf(system.pid()),
    stop: () => system.stop(),
  };
};
