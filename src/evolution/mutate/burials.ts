import type { Evidence } from '../../arena/evidence.ts';
import { certificateTime } from '../../genome/certificate.ts';
import { burialReason, type Burial } from '../../genome/graveyard-schema.ts';
import { shortDigest, type Sha256 } from '../../model/digest.ts';
import type { AskedQuestion } from './ask-questions.ts';

/** Why a candidate that was judged is not proposed; nothing for the one that is. */
export function burialFor(
  question: AskedQuestion,
  evidence: Evidence,
  chosen: Evidence | undefined,
  parent: Sha256 | undefined,
): Burial | undefined {
  const { candidate, verdict } = evidence;
  if (candidate === chosen?.candidate) return undefined;
  // Rejected before: the graveyard has the first reason.
  if (evidence.stages[0]?.failures.some(({ kind }) => kind === 'buried') === true) return undefined;
  const lost = chosen !== undefined && verdict.result !== 'rejected' && verdict.result !== 'inconclusive';
  return {
    digest: candidate,
    stage: lost ? 'not-chosen' : (verdict.stage ?? 'competition'),
    reason: burialReason(
      lost ? `${shortDigest(chosen.candidate)} was better at the same question. ${verdict.reason}` : verdict.reason,
    ),
    date: certificateTime(new Date(Math.floor(question.at / 1000) * 1000)),
    engine: question.proposal.engine,
    ...(parent === undefined ? {} : { parent }),
  };
}
