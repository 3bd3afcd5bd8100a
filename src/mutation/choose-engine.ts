import { UsageError } from '../errors/usage-error.ts';
import { claude } from './engines/claude.ts';
import { command } from './engines/command.ts';
import { mock } from './engines/mock.ts';
import { none } from './engines/none.ts';
import { openai } from './engines/openai.ts';
import type { EngineDefinition, EngineName, EngineSettings, MutationEngine } from './engine.ts';

/** In the order in which `auto` asks who is ready; mock always is. */
const definitions: readonly EngineDefinition[] = [claude, openai, command, mock, none];

/** What a person may ask for. */
const engineChoices: readonly string[] = ['auto', ...definitions.map(({ name }) => name)];

/**
 * @param choice an engine's name, or `auto` for the first that has credentials, else mock
 * @throws UsageError `unknown-engine`, and what the engine's own setup throws
 */
export function chooseEngine(choice: string, settings: EngineSettings): MutationEngine {
  const found = definitions.find((each) =>
    choice === 'auto' ? each.isReady(settings) : each.name === (choice as EngineName),
  );
  if (found !== undefined) return found.create(settings);
  throw new UsageError({
    code: 'unknown-engine',
    message: `Expected a mutation engine, got ${JSON.stringify(choice.slice(0, 80))}.`,
    hint: `Engines are: ${engineChoices.join(', ')}.`,
  });
}
