import type { SourceFinding } from './source-finding.ts';
import type { Declarations } from './type-checker.ts';

export type CompilerRequest =
  | { readonly kind: 'inspect'; readonly source: string }
  | { readonly kind: 'check'; readonly locus: string; readonly source: string; readonly declarations: Declarations };

/** What the thread says: ready once, then one reply for each request. */
export type CompilerMessage = { readonly ready: true } | CompilerReply;

export type CompilerReply =
  | { readonly findings: readonly SourceFinding[] }
  /** The compiler gave up on this source, and the thread is not to be used again. */
  | { readonly broken: string };
