import fc from 'fast-check';

/**
 * Where a change is judged (CI), properties are tried on the same inputs each time: a change is held up by its own faults
 * only. Everywhere else inputs differ from run to run, and a failure names its seed; `npm run fuzz` looks longest.
 */
if (process.env['CI'] === 'true') fc.configureGlobal({ seed: 20_261_123 });
