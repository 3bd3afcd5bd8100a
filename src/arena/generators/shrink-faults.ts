import type { Fault, FaultPlan } from '../../kernel/mock/fault-plan.ts';
import { shorterLists } from './shrink-list.ts';

/** Plans with less in them, or with faults that come sooner and last less; `undefined` is none at all. */
export function* smallerFaults(plan: FaultPlan | undefined): Generator<FaultPlan | undefined> {
  if (plan === undefined) return;
  yield undefined;
  for (const faults of shorterLists(plan.faults)) if (faults.length > 0) yield { ...plan, faults };
  for (const [place, fault] of plan.faults.entries()) {
    for (const simpler of simplerFaults(fault)) {
      yield { ...plan, faults: plan.faults.map((other, at) => (at === place ? simpler : other)) };
    }
  }
}

function* simplerFaults(fault: Fault): Generator<Fault> {
  for (const at of [1, Math.floor(fault.at / 2), fault.at - 1]) if (at > 0 && at < fault.at) yield { ...fault, at };
  const { does } = fault;
  if ('times' in does && does.times > 1) yield { ...fault, does: { ...does, times: 1 } };
  if ('seconds' in does && does.seconds > 1) yield { ...fault, does: { ...does, seconds: 1 } };
}
