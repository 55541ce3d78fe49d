import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { AnySaga } from '../../domains/kernel/saga.ts';
import type { MemoryEventStore } from '../../infra/memory/event-store.ts';
import { sagaProcess, type KillPoint } from './saga-process.ts';

/** Where a story plays: a log, providers and a clock of its own. */
export type Stage = {
  readonly store: MemoryEventStore;
  readonly ports: Ports;
  readonly now: () => string;
  readonly open: () => Promise<void>;
};
/** What people do whenever the processes have come to rest; the last step is time passing. */
export type Story<S extends Stage> = readonly ((stage: S) => unknown)[];
type Options = {
  readonly kill?: KillPoint;
  readonly parts?: { readonly sagas: readonly AnySaga[]; readonly reactors: readonly Reactor[] };
};

/** Plays a story with one kill; what was killed is started anew and reads the log from its beginning. */
export const playStory = async <S extends Stage>(stage: S, story: Story<S>, { kill, parts }: Options = {}) => {
  await stage.open();
  const { store, ports, now } = stage;
  const start = (point?: KillPoint) =>
    sagaProcess(store, { ports, now, kill: point, ...(parts === undefined ? {} : { parts }) });
  let running = start(kill);
  const rest = async (): Promise<void> => {
    await running.run();
    if (!running.isDead()) return;
    await running.stop();
    running = start();
    await running.run();
  };
  await rest();
  for (const act of story) {
    await act(stage);
    await rest();
  }
  const { unfinished, appends } = running;
  await running.stop();
  return { unfinished: unfinished(), appends: appends() };
};
