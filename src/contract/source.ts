/** A `.sg` file: its name as diagnostics show it, and its text. Nothing here reads the file system. */
export interface ContractSource {
  readonly file: string;
  readonly text: string;
}
