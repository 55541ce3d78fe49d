import type { Caller, WriteContext } from './kernel/routes.ts';
import { acceptedLanguage, SOURCE_LANGUAGE, type Language } from './policy/languages.ts';
import { preference } from './user/index.ts';

type Asked = {
  readonly headers: WriteContext['headers'];
  readonly caller: Caller | undefined;
  readonly facts: WriteContext['facts'];
};

const preferredBy = async ({ userId }: Caller, facts: Asked['facts']): Promise<Language> =>
  (await facts(preference, userId)).state.preferences.language;

/**
 * The language that somebody reads: what the request names in Accept-Language, else what the person behind it has chosen, else
 * the source language. A request that names one, and one of nobody, costs no look-up.
 */
export const readerLanguage = ({ headers, caller, facts }: Asked): Language | Promise<Language> => {
  const header = headers['accept-language'];
  const accepted = typeof header === 'string' ? acceptedLanguage(header) : undefined;
  if (accepted !== undefined) return accepted;
  return caller === undefined ? SOURCE_LANGUAGE : preferredBy(caller, facts);
};
