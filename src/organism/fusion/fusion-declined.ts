import { UsageError } from '../../errors/usage-error.ts';

/** Why a pathway is not fused: nothing is wrong with it, it goes on running step by step. */
export class FusionDeclined extends UsageError {
  readonly reason: string;

  constructor(reason: string, details: readonly { readonly [key: string]: string }[] = []) {
    super({
      code: 'fusion-declined',
      message: `Not fused: ${reason}.`,
      hint: 'The pathway goes on running step by step, with nothing lost but speed.',
      ...(details.length === 0 ? {} : { details: [...details] }),
    });
    this.reason = reason;
  }
}
