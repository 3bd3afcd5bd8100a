import { printable } from '../contract/printable.ts';
import { sha256, type Sha256 } from '../model/digest.ts';
import { readAnswer } from './answer.ts';
import type { EngineName, EngineRequest, MutationEngine, MutationFault, Usage } from './engine.ts';
import { promptOf } from './prompt.ts';
import { holdsSecret, redact } from './redact.ts';

/** What came of one question: an allele for the arena, or why there is none. Paid for either way. */
export type Proposal = {
  readonly engine: EngineName;
  readonly model?: string;
  /** Digest of the prompt as it was sent. */
  readonly prompt: Sha256;
  readonly usage: Usage;
} & ({ readonly source: string; readonly digest: Sha256; readonly note?: string } | { readonly fault: MutationFault });

const longestMessage = 500;

/**
 * Asks and reads the answer. No secret gets out: neither to the engine with the prompt, nor with its answer to anybody.
 * @param secrets values that may appear nowhere, see `secretsOf`
 * @throws UsageError when the engine is set up wrongly
 */
export async function proposeAllele(
  engine: MutationEngine,
  request: EngineRequest,
  secrets: readonly string[],
): Promise<Proposal> {
  const { system, user } = request.prompt;
  const prompt = promptOf(redact(system, secrets), redact(user, secrets));
  const reply = await engine.ask({ ...request, prompt });
  const line = (text: string): string =>
    printable(redact(text, secrets).replaceAll(/\s+/g, ' ').trim()).slice(0, longestMessage);
  const spent = {
    engine: engine.name,
    ...(reply.model === undefined ? {} : { model: line(reply.model) }),
    prompt: prompt.digest,
    usage: reply.usage,
  };
  const reading = 'fault' in reply ? reply : readAnswer(reply.text, reply.form);
  if ('fault' in reading)
    return { ...spent, fault: { code: reading.fault.code, message: line(reading.fault.message) } };
  const { source, note } = reading.answer;
  if (holdsSecret(source, secrets)) {
    return {
      ...spent,
      fault: { code: 'answer-secret', message: 'The answer holds a secret of this machine; it was dropped.' },
    };
  }
  return {
    ...spent,
    source,
    digest: sha256(source),
    ...(note === undefined || line(note) === '' ? {} : { note: line(note) }),
  };
}
