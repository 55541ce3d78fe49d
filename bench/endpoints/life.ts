import { v7 as uuidV7 } from 'uuid';

/** An operation was asked for before the one that makes what it needs, or that one failed. */
export class NothingRemembered extends Error {}

/** One user with everything that the operations so far have made for them; `address` is where they seem to connect from. */
export class Life {
  readonly userId = uuidV7();
  readonly number: number;
  readonly token: string;
  readonly address: string;
  readonly #memory = new Map<string, string>();
  private constructor(number: number, userId: string, token: string) {
    this.number = number;
    this.userId = userId;
    this.token = token;
    this.address = `10.77.${Math.floor(number / 200)}.${1 + (number % 200)}`;
  }
  static async begin(number: number, tokenFor: (userId: string) => Promise<string>): Promise<Life> {
    const userId = uuidV7();
    return new Life(number, userId, await tokenFor(userId));
  }
  remember(name: string, value: string): void {
    this.#memory.set(name, value);
  }
  /** @throws NothingRemembered when nothing was remembered under the name. */
  recall(name: string): string {
    const value = this.#memory.get(name);
    if (value === undefined) throw new NothingRemembered(`there is no ${name}`);
    return value;
  }
}

/**
 * The text at a place of an answer, such as `textAt(body, 'variants', 0, 'id')`.
 * @throws NothingRemembered when there is no text or number.
 */
export const textAt = (body: unknown, ...path: readonly (string | number)[]): string => {
  let value = body;
  for (const step of path) value = (value as Readonly<Record<string | number, unknown>> | null | undefined)?.[step];
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new NothingRemembered(`the answer has nothing at ${path.join('.')}`);
  return String(value);
};
