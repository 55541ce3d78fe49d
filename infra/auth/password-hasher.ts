import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../domains/kernel/ports/password-hasher.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
const SETTINGS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const argon2PasswordHasher = (): PasswordHasher => {
  let dummy: Promise<string> | undefined;
  return {
    hash: (password) => hash(password, SETTINGS),
    verify: async (stored, password) => {
      dummy ??= hash('no account has this password', SETTINGS);
      const matches = await verify(stored ?? (await dummy), password);
      return stored !== undefined && matches;
    },
  };
};
