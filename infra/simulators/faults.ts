/** What can be made to go wrong with the next calls of one kind. */
export const FAULT_KINDS = [
  /** The call takes effect, then the connection dies without an answer. */
  'lost-response',
  /** Waits, then takes effect and answers: the caller may have given up before the effect. */
  'slow',
  /** Takes effect at once and answers late. */
  'slow-response',
  'rate-limited',
  'server-error',
  'refused',
  'in-progress',
] as const;

export interface Fault {
  readonly fault: (typeof FAULT_KINDS)[number];
  readonly delayMs: number;
  readonly retryAfterSeconds: number | null;
}

const PLANS_MAX = 100;

/** The faults that were asked for and have not happened yet. */
export class Faults {
  readonly #plans: { readonly call: string; readonly fault: Fault; left: number }[] = [];

  /** Makes the next `times` calls of this kind go wrong; false when too many plans are waiting. */
  plan(call: string, times: number, fault: Fault): boolean {
    if (this.#plans.length >= PLANS_MAX) return false;
    this.#plans.push({ call, fault, left: times });
    return true;
  }

  /** The fault that this call meets, used up by one; null when none is planned. */
  take(call: string): Fault | null {
    const index = this.#plans.findIndex((plan) => plan.call === call || plan.call === 'any');
    const plan = this.#plans[index];
    if (plan === undefined) return null;
    plan.left -= 1;
    if (plan.left === 0) this.#plans.splice(index, 1);
    return plan.fault;
  }

  clear(): void {
    this.#plans.length = 0;
  }

  list(): readonly { call: string; fault: string; left: number }[] {
    return this.#plans.map(({ call, fault, left }) => ({ call, fault: fault.fault, left }));
  }
}
