/**
 * The circuit breaker of one allele, as a pure state machine. Times are the kernel's clock, seconds since 1970.
 *
 * `closed` counts failures in a row that a fallback mended; `open` keeps the allele out of first place for the cool-down;
 * `half-open` is one trial after it.
 */
export type Circuit =
  | { readonly state: 'closed'; readonly streak: number }
  | { readonly state: 'open'; readonly since: number }
  | { readonly state: 'half-open'; readonly since: number };

/** What happened to the allele when it was tried first. */
export type CircuitEvent = 'tried' | 'succeeded' | 'failed' | 'mended';

/** Failures in a row, each mended by a fallback on the very same input, that open the circuit. */
export const failuresToOpen = 3;

/**
 * Seconds of the kernel's clock for which the circuit stays open. An hour is long enough to end a series of failures, and
 * short enough that an allele that suffered from a passing state of the host is back the same day; whether it stays
 * dominant is decided by evidence, never by the breaker.
 */
export const coolDownSeconds = 3600;

export const closedCircuit: Circuit = { state: 'closed', streak: 0 };

/** Whether the allele must not be tried first at that time. */
export function keepsBack(circuit: Circuit, at: number): boolean {
  return circuit.state === 'open' && !isCool(circuit.since, at);
}

export function nextCircuit(circuit: Circuit, event: CircuitEvent, at: number): Circuit {
  switch (circuit.state) {
    case 'closed':
      return nextClosed(circuit, event, at);
    case 'open':
      return event === 'tried' && isCool(circuit.since, at) ? { state: 'half-open', since: circuit.since } : circuit;
    case 'half-open':
      if (event === 'succeeded') return closedCircuit;
      return event === 'failed' ? { state: 'open', since: at } : circuit;
  }
}

function nextClosed(circuit: Circuit & { state: 'closed' }, event: CircuitEvent, at: number): Circuit {
  if (event === 'succeeded') return closedCircuit;
  if (event !== 'mended') return circuit;
  const streak = circuit.streak + 1;
  return streak >= failuresToOpen ? { state: 'open', since: at } : { state: 'closed', streak };
}

/** A clock that stands before the opening belongs to another world: the mock's was reset. */
function isCool(since: number, at: number): boolean {
  return at >= since + coolDownSeconds || at < since;
}
