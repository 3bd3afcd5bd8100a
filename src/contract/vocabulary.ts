/**
 * The small language of one kernel domain for the `given` and `then` lines of examples. It is defined beside the kernel
 * (kernel/vocabulary.ts for networks), so another domain brings its own; contracts only check lines against it.
 */
export interface Vocabulary {
  /** `undefined` when the line is well formed, else what is wrong and what was expected. */
  checkGiven(line: string): VocabularyFault | undefined;
  checkThen(line: string): VocabularyFault | undefined;
}

export interface VocabularyFault {
  readonly message: string;
  readonly expected: string;
  /** Offset in the line where it goes wrong, and how many characters are wrong. */
  readonly offset: number;
  readonly length: number;
  readonly suggestion?: string;
}
