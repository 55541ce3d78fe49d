/** Numbers of the messages that nobody asked for: reminders of a cart that was left, of coins that expire. */

/** How many of them one person may get. */
export const reminders = {
  value: { windowDays: 7, perWindowMax: 2, sameKindGapHours: 72 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'peers 2.5 asks for a cap and names no number; two a week, and three days between two about the same thing',
} as const;
