/** Words that shoppers in India use for the same thing, Hindi in Latin letters beside English. Each line is one meaning. */
export const SYNONYMS: readonly (readonly string[])[] = [
  ['saree', 'sari', 'sadi', 'saaree'],
  ['kurta', 'kurti', 'kurtha'],
  ['lehenga', 'lehnga', 'ghagra', 'chaniya'],
  ['dupatta', 'chunni', 'odhni', 'stole'],
  ['salwar', 'shalwar', 'patiala'],
  ['kameez', 'kamiz', 'shirt'],
  ['pajama', 'pyjama', 'payjama'],
  ['jutti', 'mojari', 'mojri'],
  ['chappal', 'slipper', 'slippers', 'sandal'],
  ['joota', 'juta', 'shoe', 'shoes'],
  ['lal', 'red', 'laal'],
  ['neela', 'nila', 'blue'],
  ['peela', 'pila', 'yellow'],
  ['hara', 'green'],
  ['kala', 'kaala', 'black'],
  ['safed', 'white'],
  ['gulabi', 'pink'],
  ['ladki', 'girl', 'girls'],
  ['ladka', 'boy', 'boys'],
  ['aurat', 'mahila', 'women', 'ladies'],
  ['mard', 'purush', 'men', 'gents'],
  ['sona', 'gold'],
  ['chandi', 'silver'],
];

const bySpelling = new Map(SYNONYMS.flatMap((meaning) => meaning.map((word) => [word, meaning] as const)));

/** The word and all that mean the same. */
export const synonymsOf = (word: string): readonly string[] => bySpelling.get(word) ?? [word];
