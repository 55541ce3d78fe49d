import type { Instant } from '../../../event-schemas/primitives.ts';
import { indianDay } from '../../kernel/calendar.ts';

const YEAR_DIGITS = 4;

/** Whole years from a date of birth (YYYY-MM-DD) to a day in India; negative for a date that has not come yet. */
export const ageOn = (dateOfBirth: string, now: Instant): number => {
  const today = indianDay(now);
  const years = Number(today.slice(0, YEAR_DIGITS)) - Number(dateOfBirth.slice(0, YEAR_DIGITS));
  const hadBirthday = today.slice(YEAR_DIGITS) >= dateOfBirth.slice(YEAR_DIGITS);
  return hadBirthday ? years : years - 1;
};
