import { FILTER_PREFIXES_MAX, FILTER_REGEX_CHARACTERS_MAX } from '../../limits.ts';
import { eachField, type ProtobufReader } from '../protobuf-reader.ts';
import { invalidArgument } from '../status.ts';

/** A server-side filter as the client asked for it. */
export interface FilterOptions {
  readonly subject: 'stream' | 'type';
  readonly regex: string | undefined;
  readonly prefixes: readonly string[];
  /** Events considered per page of search. */
  readonly window: number;
  readonly checkpointIntervalMultiplier: number;
}

const DEFAULT_WINDOW = 32;

export function readFilter(reader: ProtobufReader): FilterOptions {
  let subject: FilterOptions['subject'] | undefined;
  let expression: { regex: string | undefined; prefixes: string[] } = { regex: undefined, prefixes: [] };
  let window = DEFAULT_WINDOW;
  let checkpointIntervalMultiplier = 1;
  eachField(reader, (field) => {
    if (field === 1 || field === 2) {
      subject = field === 1 ? 'stream' : 'type';
      expression = readExpression(reader.message());
    } else if (field === 3) window = reader.uint();
    else if (field === 5) checkpointIntervalMultiplier = reader.uint();
    else reader.skip();
  });
  if (subject === undefined) throw invalidArgument('filter names neither stream_identifier nor event_type; give one.');
  if (checkpointIntervalMultiplier < 1) throw invalidArgument('filter.checkpointIntervalMultiplier must be above 0.');
  return { subject, ...expression, window: Math.max(1, window), checkpointIntervalMultiplier };
}

function readExpression(reader: ProtobufReader): { regex: string | undefined; prefixes: string[] } {
  let regex: string | undefined;
  const prefixes: string[] = [];
  eachField(reader, (field) => {
    if (field === 1) regex = reader.string();
    else if (field === 2) prefixes.push(reader.string());
    else reader.skip();
  });
  if (prefixes.length > FILTER_PREFIXES_MAX)
    throw invalidArgument(`filter has more than ${FILTER_PREFIXES_MAX} prefixes.`);
  if ((regex?.length ?? 0) > FILTER_REGEX_CHARACTERS_MAX) {
    throw invalidArgument(`filter.regex is longer than ${FILTER_REGEX_CHARACTERS_MAX} characters.`);
  }
  return { regex: regex === '' ? undefined : regex, prefixes };
}
