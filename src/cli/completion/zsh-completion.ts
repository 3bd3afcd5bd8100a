import { quoted, type CompletedCommand, type CompletedFlag } from './command-table.ts';

/** A script for zsh: `eval "$(sg completion zsh)"` behind `compinit`, or a file `_sg` in a folder of `$fpath`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef sg
# Completion of sg for zsh. Load it behind compinit with: eval "$(sg completion zsh)"
_sg_names() {
  local root folder
  root=$(git rev-parse --show-toplevel 2>/dev/null) || return
  local -a found
  for folder in "$@"; do found+=("$root"/contracts/$folder/*.sg(N:t:r)); done
  compadd -a found
}
_sg() {
  local -a commands arguments
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  local name='' word index
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    [[ $word == -* ]] && continue
    [[ -n \${(M)commands:#\${name:+$name }\${word}[ :]*} ]] && name="\${name:+$name }$word"
  done
  local -a next
  local entry rest
  for entry in \${(M)commands:#\${name:+$name }*}; do
    rest=\${entry#\${name:+$name }}
    [[ $rest == :* || $rest == $entry && -n $name ]] && continue
    next+=("\${\${rest%%:*}%% *}:\${rest#*:}")
  done
  (( \${#next} )) && _describe 'command' next
  case $name in
${commands.map(caseOf).join('\n')}
  esac
}
if [ "\${funcstack[1]}" = "_sg" ]; then _sg "$@"; else compdef _sg sg; fi
`;
}

function caseOf({ name, names, flags }: CompletedCommand): string {
  const specs = flags.flatMap(specsOf).map((spec) => ` ${quoted(spec)}`);
  const rest = names.length === 0 ? `'*:file:_files'` : `'1: :_sg_names ${names.join(' ')}' '*:file:_files'`;
  const words = name.split(' ').length;
  return `    ${quoted(name)}) shift ${words} words; (( CURRENT -= ${words} )); _arguments${specs.join('')} ${rest} ;;`;
}

function specsOf({ long, short, summary, takesValue, options }: CompletedFlag): readonly string[] {
  const told = `[${summary.replace(/[[\]:\\]/g, ' ')}]`;
  const value = options.length > 0 ? `:value:(${options.join(' ')})` : takesValue ? ':value:_files' : '';
  return [
    `${long}${takesValue ? '=' : ''}${told}${value}`,
    ...(short === undefined ? [] : [`${short}${told}${value}`]),
  ];
}
