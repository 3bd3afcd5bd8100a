import path from 'node:path';
import { promptText } from '../../mutation/prompt.ts';
import { redact, secretsOf } from '../../mutation/redact.ts';
import { promptOf } from './mutate.ts';
import { prepareMutation, type MutateRequest } from './mutation-order.ts';
import { QuestionStore } from './question-store.ts';

/** The prompt as an engine would get it now, secrets taken out. Nobody is asked. */
export async function showPrompt(
  request: MutateRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly locus: string; readonly digest: string; readonly prompt: string }> {
  const order = await prepareMutation(request);
  const questions = new QuestionStore(path.join(order.scene.workspace.root, '.sg', 'mutation', 'questions'));
  const prompt = await promptOf(order, { questions });
  return { locus: request.locus, digest: prompt.digest, prompt: redact(promptText(prompt), secretsOf(env)) };
}
