import type { Command } from '@oclif/core';

/** A command as shells complete it. */
export interface CompletedCommand {
  /** `arena check`. */
  readonly name: string;
  readonly summary: string;
  /** What its first argument names, where that can be listed. */
  readonly names: readonly NameKind[];
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedFlag {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | undefined;
  readonly summary: string;
  readonly takesValue: boolean;
  /** The values it takes, where they are few. */
  readonly options: readonly string[];
}

/** Folders of contracts: their files are the names. */
export type NameKind = 'genes' | 'pathways' | 'topologies';

const kinds: Readonly<Record<string, readonly NameKind[]>> = {
  locus: ['genes', 'pathways'],
  target: ['genes', 'pathways'],
  pathway: ['pathways'],
  topology: ['topologies'],
  contract: ['genes', 'pathways', 'topologies'],
};

/** What there is to complete, by name. */
export function commandTable(commands: readonly Command.Loadable[]): readonly CompletedCommand[] {
  return commands
    .filter(({ hidden }) => !hidden)
    .map((command) => ({
      name: command.id.replaceAll(':', ' '),
      summary: command.summary ?? '',
      names: kinds[Object.keys(command.args)[0] ?? ''] ?? [],
      flags: Object.values(command.flags).map(completedFlag),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function completedFlag(flag: Command.Loadable['flags'][string]): CompletedFlag {
  return {
    long: `--${flag.name}`,
    short: flag.char === undefined ? undefined : `-${flag.char}`,
    summary: flag.summary ?? flag.description ?? '',
    takesValue: flag.type === 'option',
    options: flag.type === 'option' ? (flag.options ?? []) : [],
  };
}

/** A word for a shell's single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
