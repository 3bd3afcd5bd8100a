import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { noUsage, type EngineDefinition, type EngineReply, type EngineRequest } from '../engine.ts';

/**
 * Answers from files: `<fixtures>/<locus>/*.ts` or `*.md`, one for each question in the order of their names. No key, no
 * network; the default for development.
 */
export const mock: EngineDefinition = {
  name: 'mock',
  isReady: () => true,
  create: ({ fixtures }) => ({ name: 'mock', ask: (request) => answer(fixtures, request) }),
};

async function answer(fixtures: string, { locus, attempt }: EngineRequest): Promise<EngineReply> {
  const folder = path.join(fixtures, locus);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[\w-]+\.(?:ts|md)$/.test(name)).sort();
  const name = names[attempt];
  if (name === undefined) {
    const message = `The mock engine has ${names.length} answers for ${locus}, and this is question ${attempt + 1}.`;
    return { usage: noUsage, fault: { code: 'engine-no-fixture', message } };
  }
  const text = await readFile(path.join(folder, name), 'utf8');
  return { usage: { ...noUsage, calls: 1 }, model: `fixture/${name}`, text, form: 'text' };
}
