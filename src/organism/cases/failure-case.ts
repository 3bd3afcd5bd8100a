import type { OperationRecord, Savepoint } from '../../kernel/kernel.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { sha256 } from '../../model/digest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { caseDigest } from './case-digest.ts';
import type { Execution } from '../run/execution.ts';
import { failureCaseVersion } from './failure-case-format.ts';
import type { LocusTask } from '../run/locus-task.ts';
import { redactCase } from '../redaction/redact-case.ts';
import type { AttemptReport } from '../run/report.ts';
import type { RunContext } from '../run/run-context.ts';

/** Operations kept from each end of an attempt's log: a gene may make thousands, a person reads a few. */
const keptOperations = 100;

interface FailedAttempt {
  readonly execution: Execution;
  readonly report: AttemptReport;
}

/**
 * Keeps what anyone needs to replay the failure: question, world before, what each failed allele did and was told. The
 * same failure gives the same bytes, so it is stored once however often it happens.
 */
export async function captureFailure(
  context: RunContext,
  task: LocusTask,
  before: Pick<Savepoint, 'world' | 'moment'>,
  attempts: readonly FailedAttempt[],
): Promise<void> {
  const failures = attempts.filter(({ execution }) => execution.outcome === 'gene-failure');
  if (failures.length === 0) return;
  const value = failureCase(context, task, before, failures);
  await context.keepCase(task.locus, value);
  const { run, organism } = context;
  const found = { run, at: await organism.kernel.now(), locus: task.locus, input: task.inputDigest };
  organism.journal.add({ t: 'case', ...found, case: caseDigest(value) });
}

function failureCase(
  context: RunContext,
  task: LocusTask,
  { world, moment }: Pick<Savepoint, 'world' | 'moment'>,
  failures: readonly FailedAttempt[],
): JsonObject {
  const capture = context.organism.phenotype.policy.capture;
  const head = {
    version: failureCaseVersion,
    locus: task.locus,
    contract: context.organism.book.digest(task.contract),
    kernel: context.organism.kernel.name,
    capture,
  };
  if (capture === 'digest') {
    const alleles = failures.map(({ report }) => ({ allele: report.allele, kind: report.error?.kind ?? '' }));
    return { ...head, input: task.inputDigest, world: sha256(canonicalJson(world)), attempts: alleles };
  }
  const present = moment === undefined ? {} : { moment };
  const whole = { ...head, input: task.input, world, ...present, attempts: failures.map(attemptCase) };
  return capture === 'redacted' ? (json(redactCase(whole, task.contract)) as JsonObject) : whole;
}

function attemptCase({ execution, report }: FailedAttempt): JsonObject {
  const { operations } = execution;
  const dropped = Math.max(0, operations.length - 2 * keptOperations);
  const kept =
    dropped === 0 ? operations : [...operations.slice(0, keptOperations), ...operations.slice(-keptOperations)];
  return {
    allele: report.allele,
    error: json(report.error),
    operations: kept.map(operationCase),
    operationsLeftOut: dropped,
    verify: json(report.verify),
  };
}

function operationCase({ operation, args, result }: OperationRecord): JsonObject {
  return { operation, args, result: json(result) };
}

/** Plain data of ours that the type system can't see to be JSON. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
