/** Prints one line per step with its time, and remembers whether everything held. */
export class DemoReport {
  #failed = 0;

  async step<T>(title: string, work: () => Promise<T>, shown: (result: T) => string): Promise<T> {
    const began = performance.now();
    const result = await work();
    const ms = (performance.now() - began).toFixed(1).padStart(8);
    console.log(`${ms} ms  ${title.padEnd(34)} ${shown(result)}`);
    return result;
  }

  /** An invariant that must hold; a broken one fails the demo without stopping it. */
  check(holds: boolean, what: string): void {
    console.log(`     ${holds ? 'holds' : 'BROKEN'}  ${what}`);
    if (!holds) this.#failed += 1;
  }

  get failed(): number {
    return this.#failed;
  }
}

export const rupees = (money: { readonly amount: number }): string => `₹${(money.amount / 100).toFixed(2)}`;
