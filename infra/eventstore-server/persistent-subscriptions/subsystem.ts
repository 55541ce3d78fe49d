import { PERSISTENT_GROUPS_MAX } from '../limits.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { Alarm, WakeUp } from '../streams/wake-up.ts';
import { EventFilter } from '../streams/event-filter.ts';
import { loadConfiguration, saveConfiguration } from './configuration.ts';
import { groupDoesNotExist, groupExists, subscriptionDropped, subscriptionFailed } from './errors.ts';
import { PersistentGroup } from './group.ts';
import { ALL, groupKey, type GroupDefinition } from './settings.ts';
import { STRATEGIES } from './strategies.ts';

interface Running {
  readonly group: PersistentGroup;
  readonly alarm: Alarm;
}

/** All persistent subscription groups of the server. Changes run one after the other. */
export class PersistentSubscriptions {
  readonly #log: EventLog;
  readonly #wakeUp: WakeUp;
  readonly #groups = new Map<string, Running>();
  #changes: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog, wakeUp: WakeUp) {
    this.#log = log;
    this.#wakeUp = wakeUp;
    this.#startAll();
  }

  get all(): PersistentGroup[] {
    return [...this.#groups.values()].map(({ group }) => group);
  }

  /** Throws persistent-subscription-does-not-exist. */
  find(source: string, group: string): PersistentGroup {
    const running = this.#groups.get(groupKey(source, group));
    if (running === undefined) throw groupDoesNotExist(source, group);
    return running.group;
  }

  create(definition: GroupDefinition): Promise<void> {
    return this.#change(async () => {
      const { source, group } = definition;
      if (this.#groups.has(groupKey(source, group))) throw groupExists(source, group);
      if (this.#groups.size >= PERSISTENT_GROUPS_MAX)
        throw subscriptionFailed(source, group, `more than ${PERSISTENT_GROUPS_MAX} groups`);
      this.#check(definition);
      await this.#save([...this.#definitions(), definition]);
      this.#start(definition);
    });
  }

  /** Drops the consumers and goes on from the checkpoint, if there is one, else from the new start. Keeps the filter. */
  update(definition: GroupDefinition): Promise<void> {
    return this.#change(async () => {
      const { source, group } = definition;
      const old = this.find(source, group);
      const updated = { ...definition, filter: old.definition.filter };
      this.#check(updated);
      await this.#save(this.#definitions().map((each) => (each === old.definition ? updated : each)));
      await this.#stop(old, true);
      this.#start(updated);
    });
  }

  delete(source: string, group: string): Promise<void> {
    return this.#change(async () => {
      const old = this.find(source, group);
      await this.#save(this.#definitions().filter((each) => each !== old.definition));
      await this.#stop(old, false);
      await old.streams.delete();
    });
  }

  /** Drops all consumers and starts every group again from what the log says. */
  restart(): Promise<void> {
    return this.#change(async () => {
      await this.stop();
      this.#startAll();
    });
  }

  async stop(): Promise<void> {
    for (const group of this.all) await this.#stop(group, true);
  }

  #startAll(): void {
    for (const definition of loadConfiguration(this.#log)) this.#start(definition);
  }

  #definitions(): GroupDefinition[] {
    return this.all.map(({ definition }) => definition);
  }

  #save(definitions: readonly GroupDefinition[]): Promise<void> {
    return saveConfiguration(this.#log, definitions, Date.now());
  }

  #start(definition: GroupDefinition): void {
    const alarm = this.#wakeUp.add(definition.source === ALL ? undefined : definition.source);
    const group = new PersistentGroup(this.#log, definition);
    const running = { group, alarm };
    this.#groups.set(group.key, running);
    void this.#follow(running);
  }

  async #follow({ group, alarm }: Running): Promise<void> {
    while (this.#groups.get(group.key)?.group === group) {
      await alarm.wait();
      group.pump();
    }
  }

  async #stop(group: PersistentGroup, saveProgress: boolean): Promise<void> {
    const { source, group: name } = group.definition;
    const running = this.#groups.get(group.key);
    await group.stop(subscriptionDropped(source, name), saveProgress);
    this.#groups.delete(group.key);
    if (running === undefined) return;
    this.#wakeUp.remove(source === ALL ? undefined : source, running.alarm);
    running.alarm.ring();
  }

  #check({ source, group, settings, filter }: GroupDefinition): void {
    const fail = (reason: string): never => {
      throw subscriptionFailed(source, group, reason);
    };
    if (!Object.hasOwn(STRATEGIES, settings.strategy)) fail(`Consumer strategy ${settings.strategy} does not exist.`);
    if (settings.readBatchSize >= settings.historyBufferSize) {
      fail('Read batch size must be smaller than the history buffer size.');
    }
    if (source === ALL && typeof settings.startFrom === 'number' && settings.startFrom > this.#log.reader.head) {
      fail(`Start position ${settings.startFrom} is after the last position ${this.#log.reader.head}.`);
    }
    // Compiles the expression: a group with one that is malformed must not be stored.
    if (filter !== undefined) new EventFilter(filter);
  }

  #change<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(action);
    this.#changes = result.catch(() => undefined);
    return result;
  }
}
