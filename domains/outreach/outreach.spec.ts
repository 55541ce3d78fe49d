import { describe, expect, it } from 'vitest';
import { UserId } from '../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { reminders } from '../policy/outreach.ts';
import type { OutreachCommand } from './commands.ts';
import { outreachDecider, REMINDERS_KNOWN_MAX } from './decider.ts';
import type { OutreachEvent } from './events.ts';

const NOW = '2026-01-14T10:00:00.000Z';
const { windowDays, perWindowMax, sameKindGapHours } = reminders.value;
const GAP_MS = sameKindGapHours * 3_600_000;
const WINDOW_MS = windowDays * DAY_MS;
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const userId = UserId.parse(id(1));
type Kind = 'cart' | 'coins';
const ask = (n: number, kind: Kind = 'cart'): OutreachCommand => ({
  type: 'AllowReminder',
  data: { userId, reminderId: id(n), kind },
});
const allowed = (n: number, kind: Kind = 'cart', agoMs = 0): OutreachEvent => ({
  type: 'ReminderAllowed',
  data: { userId, reminderId: id(n), kind, allowedAt: instantAfter(NOW, -agoMs) },
});
const given = deciderSpec(outreachDecider, NOW);

describe('reminders', () => {
  it('are allowed, each once', () => {
    given().when(ask(1)).then(allowed(1));
    given(allowed(1)).when(ask(1)).then();
    given(allowed(1)).when(ask(2, 'coins')).then(allowed(2, 'coins'));
  });
  it('about the same thing lie days apart', () => {
    given(allowed(1, 'cart', GAP_MS - 1))
      .when(ask(2))
      .rejects('TooManyReminders');
    given(allowed(1, 'cart', GAP_MS))
      .when(ask(2))
      .then(allowed(2));
  });
  it('are few in a week, whatever they are about', () => {
    const many = (agoMs: number) =>
      Array.from({ length: perWindowMax }, (_, n) => allowed(n + 10, n % 2 === 0 ? 'cart' : 'coins', agoMs));
    given(...many(WINDOW_MS - 1))
      .when(ask(2))
      .rejects('TooManyReminders');
    given(...many(WINDOW_MS))
      .when(ask(2))
      .then(allowed(2));
  });
  it('are remembered as long as they matter, and no longer', () => {
    const many = Array.from({ length: 3 * REMINDERS_KNOWN_MAX }, (_, n) => allowed(n));
    const { newest } = many.reduce(outreachDecider.evolve, outreachDecider.initial);
    expect(newest).toHaveLength(REMINDERS_KNOWN_MAX);
    expect(newest.at(-1)?.reminderId).toBe(id(many.length - 1));
    expect(REMINDERS_KNOWN_MAX).toBeGreaterThan(perWindowMax);
  });
});
