import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Code shown in the documentation comes from files that are run. In Markdown, `<!-- code: path#region -->` stands before a
 * fence; in the file `// docs:region` and `// docs:end` enclose what is shown. `npm run docs` fills the fences and
 * `--check` fails when one is out of date.
 */
const FENCE = /(?<indent>[ ]*)<!-- code: (?<path>[^#\s]+)#(?<region>[\w-]+) -->\n+[ ]*```\w*\n[\s\S]*?```/g;

const regionOf = async (path: string, region: string): Promise<string> => {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const start = lines.findIndex((line) => line.trim() === `// docs:${region}`);
  const length = lines.slice(start + 1).findIndex((line) => line.trim() === '// docs:end');
  if (start < 0 || length < 0) throw new Error(`${path} has no region ${region}`);
  const shown = lines.slice(start + 1, start + 1 + length);
  const indent = Math.min(
    ...shown.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return shown.map((line) => line.slice(indent)).join('\n') + '\n';
};

const filled = async (text: string): Promise<string> => {
  let result = text;
  for (const { 0: whole, groups } of text.matchAll(FENCE)) {
    const { indent, path, region } = groups as { indent: string; path: string; region: string };
    const code = await regionOf(path, region);
    const language = path.endsWith('.ts') ? 'ts' : '';
    const lines = [`<!-- code: ${path}#${region} -->`, '', `\`\`\`${language}`, ...code.trimEnd().split('\n'), '```'];
    const shown = lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
    result = result.replace(whole, () => shown);
  }
  return result;
};

const pages = async (): Promise<string[]> => {
  const inDocs = (await readdir('docs', { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return ['README.md', 'CONTRIBUTING.md', ...inDocs];
};

/** Pages whose shown code differs from the files it is taken from. */
export const outdatedPages = async (write: boolean): Promise<string[]> => {
  const outdated: string[] = [];
  for (const page of await pages()) {
    const text = await readFile(page, 'utf8');
    const current = await filled(text);
    if (current === text) continue;
    outdated.push(page);
    if (write) await writeFile(page, current);
  }
  return outdated;
};

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const outdated = await outdatedPages(!check);
  console.log(
    outdated.length === 0
      ? 'all shown code is up to date'
      : `${check ? 'out of date' : 'updated'}: ${outdated.join(', ')}`,
  );
  process.exit(check && outdated.length > 0 ? 1 : 0);
}
