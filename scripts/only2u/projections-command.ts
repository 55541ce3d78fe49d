import { Command } from 'commander';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import type { Core } from '../../main/core.ts';
import { rebuild, type RebuildProgress } from '../../main/rebuild.ts';
import { placed, withCore, type Place } from './place.ts';
import { standings, withTarget } from './read-models.ts';

type Print = (line: string) => void;
const MS_PER_SECOND = 1_000;
/** Rows that differ and are named. */
const NAMED_MAX = 20;

/** A line a second on standard error, so that standard output stays JSON. */
const progressLine = (beganMs: number): ((progress: RebuildProgress) => void) => {
  return ({ position, target, events }) => {
    const seconds = Math.max(0.001, (performance.now() - beganMs) / MS_PER_SECOND);
    const share = target <= 0n ? 1 : Math.min(1, Number(position) / Number(target));
    const left = share <= 0 ? '?' : ((seconds * (1 - share)) / share).toFixed(0);
    process.stderr.write(
      `${(share * 100).toFixed(1)} %  ${events} events  ${(events / seconds).toFixed(0)} events/s  ${left} s left\n`,
    );
  };
};

const list = async (core: Core, print: Print): Promise<void> => {
  const end = (await endOfLog(core.eventLog.client)) ?? -1n;
  for (const standing of await standings(core)) {
    const { position } = standing;
    print(JSON.stringify({ ...standing, behind: position === null ? null : Math.max(0, Number(end) - position) }));
  }
};

const compare = (core: Core, name: string, replace: boolean, print: Print): Promise<void> =>
  withTarget(core, name, async (projection, target) => {
    const began = performance.now();
    const parts = {
      store: core.store,
      target,
      endOfLog: () => endOfLog(core.eventLog.client),
      onProgress: progressLine(began),
    };
    const { differences, position, events, replaced } = await rebuild(parts, replace);
    print(
      JSON.stringify({
        projection,
        position: String(position),
        events,
        seconds: Number(((performance.now() - began) / MS_PER_SECOND).toFixed(1)),
        differing: differences.length,
        rows: differences.slice(0, NAMED_MAX),
        ...(replaced === undefined ? {} : { replaced }),
      }),
    );
    if (!replace && differences.length > 0) process.exitCode = 1;
  });

/** `only2u projections ...`: looks after the read models of a running installation. */
export const projectionsCommand = (print: Print): Command => {
  const command = new Command('projections').description('Looks after the read models, while they serve.');
  placed(command.command('list'))
    .description('every read model: version, the one that readers see, position, how far behind the log')
    .action((place: Place) => withCore(place, (core) => list(core, print)));
  placed(command.command('check'))
    .description('builds a read model from the log beside the one that readers see and compares them row by row')
    .argument('<name>', 'such as order_summary')
    .action((name: string, place: Place) => withCore(place, (core) => compare(core, name, false, print)));
  placed(command.command('rebuild'))
    .description('the same, and then puts the built rows in place of the others, all at one moment')
    .argument('<name>', 'such as order_summary')
    .action((name: string, place: Place) => withCore(place, (core) => compare(core, name, true, print)));
  return command;
};
