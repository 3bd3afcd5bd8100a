import type { ExecutableContract } from '../../contract/contract-set.ts';
import { classifyOutput, declaredRefusals } from '../../contract/refusals.ts';
import type { KernelPort, OperationRecord } from '../../kernel/kernel.ts';
import { protectionMessage } from '../../kernel/protected-port.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { GeneFault, GeneResult, GeneSource } from '../../sandbox/sandbox.ts';
import { genePort } from './gene-port.ts';
import type { LocusTask } from './locus-task.ts';
import type { AttemptError } from './report.ts';
import type { RunContext } from './run-context.ts';

/** What one allele did with one input, judged by its contract's `gives` and `fails when` only. */
export interface Execution {
  readonly outcome: Outcome;
  /** Validated; null where the gene gave none that counts. */
  readonly output: JsonObject | null;
  /** The declared refusal it named. */
  readonly refusal?: string;
  readonly error: AttemptError | null;
  readonly operations: readonly OperationRecord[];
}

/** Runs one allele in the sandbox on the port it is handed and judges its answer. */
export async function execute(
  context: RunContext,
  task: LocusTask<ExecutableContract>,
  gene: GeneSource,
  port: KernelPort,
): Promise<Execution> {
  const { organism } = context;
  const host = await genePort(organism.kernel, port);
  // The seed follows from the question, so that a replay of the same question is the same run.
  const seed = `${task.locus}:${gene.digest}:${task.inputDigest}`;
  const result = await organism.sandbox.run(gene, task.input, host, { seed });
  return { ...judge(context, task, result, port), operations: port.log };
}

type Judgement = Omit<Execution, 'operations'>;

function judge(
  context: RunContext,
  task: LocusTask<ExecutableContract>,
  result: GeneResult,
  port: KernelPort,
): Judgement {
  if (!result.ok) return environmental(port) ?? protectedRefusal(task, port) ?? failed(faultError(result.fault));
  const checked = context.organism.book.output(task.contract).validate(result.output);
  if (!checked.ok) {
    const message = checked.issues.map((issue) => issue.message).join('; ');
    return failed({ kind: 'invalid-output', message, details: checked.issues.map((issue) => ({ ...issue })) });
  }
  return judgeAnswer(task, checked.value, port);
}

function judgeAnswer(task: LocusTask<ExecutableContract>, output: JsonObject, port: KernelPort): Judgement {
  const message = typeof output['error'] === 'string' ? output['error'] : 'The gene reported success=false.';
  switch (classifyOutput(task.contract, output)) {
    case 'success':
      return { outcome: 'ok', output, error: null };
    case 'refused':
      return { outcome: 'refused', output, refusal: refusalText(output), error: { kind: 'refused', message } };
    case 'failed':
      return (
        environmental(port) ??
        protectedRefusal(task, port) ?? { ...failed({ kind: 'undeclared-failure', message }), output }
      );
  }
}

function refusalText(output: JsonObject): string {
  return typeof output['refusal'] === 'string' ? output['refusal'] : '';
}

function failed(error: AttemptError): Judgement {
  return { outcome: 'gene-failure', output: null, error };
}

function faultError(fault: GeneFault): AttemptError {
  return {
    kind: fault.kind,
    message: fault.message,
    ...(fault.position === undefined ? {} : { position: fault.position }),
    ...(fault.stack === undefined ? {} : { stack: fault.stack }),
  };
}

/** A failure after the kernel itself was out of reach is the environment's, judged from the port's own log. */
function environmental(port: KernelPort): Judgement | undefined {
  for (const { operation, result } of port.log) {
    if ('error' in result && result.error.code === 'EUNAVAILABLE') {
      const message = `${operation}: ${result.error.message}`;
      return { outcome: 'environment', output: null, error: { kind: 'kernel-unavailable', message } };
    }
  }
  return undefined;
}

/** Of a failure that followed from the host's own protection. */
export const protectedKind = 'protected';

/**
 * A gene that fails because the host keeps an interface out of its reach is not to blame, whether or not its author thought
 * of that: it counts as the refusal its contract declares for it. Judged from the port's own log.
 */
function protectedRefusal(task: LocusTask<ExecutableContract>, port: KernelPort): Judgement | undefined {
  const message = port.log.map(protectionIn).find((found) => found !== undefined);
  if (message === undefined) return undefined;
  const declared = declaredRefusals(task.contract).find((refusal) => refusal.endsWith('is protected'));
  const error = { kind: protectedKind, message };
  return { outcome: 'refused', output: null, refusal: declared ?? 'interface is protected', error };
}

function protectionIn({ result }: OperationRecord): string | undefined {
  const said = 'error' in result ? result.error.message : '';
  return said.startsWith(protectionMessage) ? said.slice(protectionMessage.length) : undefined;
}
