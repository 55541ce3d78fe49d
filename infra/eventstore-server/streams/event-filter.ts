import { LRUCache } from 'lru-cache';
import { FILTER_CACHE_MAX } from '../limits.ts';
import type { FilterOptions } from '../protocol/messages/filter.ts';
import type { LogRecord } from '../storage/record.ts';
import { compileRegex, type RegexMatcher } from './regex-matcher.ts';

/** Chooses events by stream name or type. */
export class EventFilter {
  readonly options: FilterOptions;
  readonly #regex: RegexMatcher | undefined;
  readonly #prefixes: readonly Buffer[];
  readonly #known = new LRUCache<string, boolean>({ max: FILTER_CACHE_MAX });

  /** Throws INVALID_ARGUMENT for a regular expression that does not compile. */
  constructor(options: FilterOptions) {
    this.options = options;
    this.#regex = options.regex === undefined ? undefined : compileRegex(options.regex);
    this.#prefixes = options.prefixes.map((prefix) => Buffer.from(prefix));
  }

  /** For each record whether it passes. Resolves later only when a regular expression has to leave this thread. */
  select(records: readonly LogRecord[]): boolean[] | Promise<boolean[]> {
    if (this.#regex === undefined) return records.map((record) => this.#hasPrefix(record));
    const names = records.map((record) => (this.options.subject === 'stream' ? record.stream : record.type));
    const unknown = [...new Set(names.filter((name) => this.#known.get(name) === undefined))];
    if (unknown.length === 0) return names.map((name) => this.#known.get(name)!);
    const answers = this.#regex.test(unknown);
    return answers instanceof Promise
      ? answers.then((found) => this.#merge(names, unknown, found))
      : this.#merge(names, unknown, answers);
  }

  #merge(names: readonly string[], unknown: readonly string[], answers: readonly boolean[]): boolean[] {
    const fresh = new Map(unknown.map((name, index) => [name, answers[index]!]));
    const selected = names.map((name) => fresh.get(name) ?? this.#known.get(name)!);
    for (const [name, answer] of fresh) this.#known.set(name, answer);
    return selected;
  }

  #hasPrefix(record: LogRecord): boolean {
    const subject = this.options.subject === 'stream' ? record.streamBytes : record.typeBytes;
    return this.#prefixes.some(
      (prefix) => subject.length >= prefix.length && prefix.compare(subject, 0, prefix.length) === 0,
    );
  }
}
