export interface Batch {
  readonly stream: string;
  readonly ids: readonly string[];
  /** Set once the server has acknowledged it. */
  /** Set once the server has refused it for its version: nothing of it may be found. */
  isRefused?: boolean;
  acknowledged?: { readonly lastRevision: bigint; readonly position: bigint };
}

export interface SeenEvent {
  readonly id: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/** What writers sent in one life of the server, and the check of what is found after its death. */
export class Ledger {
  readonly #batches: Batch[] = [];

  add(batch: Batch): void {
    this.#batches.push(batch);
  }

  get acknowledgedEvents(): number {
    return this.#batches.reduce((sum, batch) => sum + (batch.acknowledged === undefined ? 0 : batch.ids.length), 0);
  }

  get inDoubt(): number {
    return this.#batches.filter((batch) => batch.acknowledged === undefined && batch.isRefused !== true).length;
  }

  /**
   * Compares the events a stream has grown by with what was sent: appends whole or absent, nothing unknown, everything
   * acknowledged at its revision and position. Returns what is wrong.
   */
  check(stream: string, from: bigint, events: readonly SeenEvent[]): string[] {
    const problems: string[] = [];
    const own = this.#batches.filter((batch) => batch.stream === stream);
    const byFirstId = new Map(own.map((batch) => [batch.ids[0], batch]));
    const found = new Set<Batch>();
    for (let index = 0; index < events.length;) {
      const batch = byFirstId.get(events[index]!.id);
      if (batch === undefined) {
        problems.push(`${stream}@${events[index]!.revision}: an event nobody sent, or not at the start of its append`);
        break;
      }
      const whole = events.slice(index, index + batch.ids.length);
      if (whole.length !== batch.ids.length || whole.some(({ id }, at) => id !== batch.ids[at])) {
        problems.push(`${stream}@${events[index]!.revision}: half an append`);
      }
      if (batch.isRefused === true) problems.push(`${stream}@${events[index]!.revision}: refused and yet there`);
      found.add(batch);
      problems.push(...checkPlace(batch, whole, from + BigInt(index)));
      index += batch.ids.length;
    }
    for (const batch of own) {
      if (batch.acknowledged !== undefined && !found.has(batch))
        problems.push(`${stream}@${batch.acknowledged.lastRevision}: acknowledged and lost`);
    }
    return problems;
  }
}

function checkPlace(
  { stream, ids, acknowledged }: Batch,
  whole: readonly SeenEvent[],
  firstRevision: bigint,
): string[] {
  const problems: string[] = [];
  for (const [at, { revision }] of whole.entries()) {
    if (revision !== firstRevision + BigInt(at)) problems.push(`${stream}@${revision}: revisions are not contiguous`);
  }
  const last = whole.at(-1)!;
  if (acknowledged === undefined) return problems;
  if (last.revision !== acknowledged.lastRevision || whole.length !== ids.length)
    problems.push(`${stream}@${acknowledged.lastRevision}: at revision ${last.revision}`);
  if (last.position !== acknowledged.position)
    problems.push(`${stream}@${last.revision}: at position ${last.position} instead of ${acknowledged.position}`);
  return problems;
}
