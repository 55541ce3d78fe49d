import type { Caller, Role } from './kernel/routes.ts';

export const STAFF: readonly Role[] = ['admin', 'support', 'service'];

/** Whether the caller acts for everybody. */
export const isStaff = ({ caller }: { readonly caller: Caller | undefined }): boolean =>
  caller?.roles.some((role) => STAFF.includes(role)) === true;
