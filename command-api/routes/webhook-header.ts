import type { WriteContext } from '../../domains/kernel/routes.ts';

/** A header that a webhook's sender gives once; empty when it is missing or repeated. */
export const headerOf = ({ headers }: Pick<WriteContext, 'headers'>, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};
