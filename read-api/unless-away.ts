import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';

/** What a store answers that is only there to be quicker; undefined while it is away. */
export const unlessAway = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined;
    throw error;
  }
};
