import { noUsage, type EngineDefinition } from '../engine.ts';

/** For hosts on which nothing is to be written. */
export const none: EngineDefinition = {
  name: 'none',
  isReady: () => false,
  create: () => ({
    name: 'none',
    ask: () =>
      Promise.resolve({ usage: noUsage, fault: { code: 'engine-none', message: 'Mutation is switched off here.' } }),
  }),
};
