/** Slow, salted password hashes (argon2id). */
export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** False for a wrong password. Takes as long for `undefined` as for a real hash, so that unknown accounts do not show. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
};
