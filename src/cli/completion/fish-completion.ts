import type { CompletedCommand, CompletedFlag } from './command-table.ts';

/** A script for fish: `sg completion fish | source`. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of sg for fish. Load it with: sg completion fish | source
function __sg_words
  for word in (commandline -opc)[2..]
    string match -q -- '-*' $word; or echo $word
  end
end
function __sg_at
  set -l words (__sg_words)
  test "$words" = "$argv"
end
function __sg_in
  set -l words (__sg_words)
  string match -q -- "$argv *" "$words "
end
function __sg_names
  set -l root (git rev-parse --show-toplevel 2>/dev/null); or return
  for folder in $argv
    for file in $root/contracts/$folder/*.sg
      string replace -r '\\.sg$' '' (basename $file)
    end
  end
end
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ name, summary, names, flags }: CompletedCommand): readonly string[] {
  const words = name.split(' ');
  const above = words.slice(0, -1).join(' ');
  return [
    `complete -c sg -n ${quotedFish(`__sg_at ${above}`)} -f -a ${quotedFish(words.at(-1) ?? '')} -d ${quotedFish(summary)}`,
    ...(names.length === 0
      ? []
      : [`complete -c sg -n ${quotedFish(`__sg_at ${name}`)} -a '(__sg_names ${names.join(' ')})'`]),
    ...flags.map((flag) => `complete -c sg -n ${quotedFish(`__sg_in ${name}`)} ${flagSpec(flag)}`),
  ];
}

function flagSpec({ long, short, summary, takesValue, options }: CompletedFlag): string {
  const value = options.length > 0 ? ` -x -a ${quotedFish(options.join(' '))}` : takesValue ? ' -r' : '';
  return `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}${value} -d ${quotedFish(summary)}`;
}

/** In fish's single quotes only the backslash and the quote are special. */
function quotedFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
