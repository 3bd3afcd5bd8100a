import { quoted, type CompletedCommand } from './command-table.ts';

/** A script for bash: `eval "$(sg completion bash)"`. Needs nothing but bash; loci are read from the contracts' file names. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of sg for bash. Load it with: eval "$(sg completion bash)"
_sg_names() {
  local folder root
  root=$(git rev-parse --show-toplevel 2>/dev/null) || return
  for folder in "$@"; do
    (cd "$root/contracts/$folder" 2>/dev/null && for file in *.sg; do [ -e "$file" ] && printf '%s\\n' "\${file%.sg}"; done)
  done
}
_sg_command() {
  case "$1" in
${commands.map(caseOf).join('\n')}
    *) return 1 ;;
  esac
}
_sg() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} name='' word flags='' names='' values='' index
  local commands=${quoted(commands.map(({ name }) => name).join('\n'))}
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$word" in -*) continue ;; esac
    grep -qE "^\${name:+$name }$word( |$)" <<<"$commands" && name="\${name:+$name }$word"
  done
  COMPREPLY=()
  _sg_command "$name"
  [ -n "$values" ] && { COMPREPLY=($(compgen -W "$values" -- "$current")); return; }
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")); return ;;
  esac
  local next
  next=$(sed -nE "s/^\${name:+$name }([^ ]+).*/\\1/p" <<<"$commands" | sort -u)
  [ -n "$names" ] && next="$next $(_sg_names $names)"
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -o default -F _sg sg
`;
}

function caseOf({ name, names, flags }: CompletedCommand): string {
  const words = flags.flatMap(({ long, short }) => (short === undefined ? [long] : [short, long])).join(' ');
  const values = flags
    .filter(({ options }) => options.length > 0)
    .map(({ long, short, options }) => {
      const pattern = [long, ...(short === undefined ? [] : [short])].join('|');
      return ` case "$before" in ${pattern}) values=${quoted(options.join(' '))} ;; esac;`;
    });
  return `    ${quoted(name)}) flags=${quoted(words)}; names=${quoted(names.join(' '))};${values.join('')} ;;`;
}
