import { generatedFrom, markdownTable } from './markdown.js';

/**
 * docs/reference/commands.md.
 * @param manifest oclif's, as scripts/build.js writes it
 */
export function commandReference(manifest) {
  const commands = Object.values(manifest.commands)
    .filter((command) => command.hidden !== true)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return [
    generatedFrom("the commands' own help"),
    '# Commands',
    'Every command takes `--help`, which shows the same, and `--json`, which prints one object. Exit status: 0 done; 1 the work' +
      ' failed, was refused or found something unhealthy; 2 the caller’s mistake; 3 something stored does not check; 4 the' +
      ' environment; 70 a bug. See [errors](errors.md) for codes.',
    markdownTable(
      ['command', 'what it does'],
      commands.map((command) => [`[\`${named(command)}\`](#${anchor(command)})`, command.summary ?? '']),
    ),
    ...commands.map(section),
    '',
  ].join('\n\n');
}

function named({ id }) {
  return `sg ${id.replaceAll(':', ' ')}`;
}

function anchor({ id }) {
  return `sg-${id.replaceAll(':', '-')}`;
}

function section(command) {
  const parts = [`## ${named(command)}`, command.summary, `\`${usage(command)}\``, command.description];
  const args = Object.values(command.args);
  if (args.length > 0)
    parts.push(
      markdownTable(
        ['argument', ''],
        args.map((arg) => [`\`${arg.name.toUpperCase()}\``, said(arg)]),
      ),
    );
  const flags = Object.values(command.flags).filter((flag) => flag.hidden !== true && flag.name !== 'json');
  if (flags.length > 0)
    parts.push(
      markdownTable(
        ['flag', ''],
        flags.sort((one, other) => (one.name < other.name ? -1 : 1)).map((flag) => [spelt(flag), said(flag)]),
      ),
    );
  if (command.examples?.length > 0) parts.push(['```text', ...command.examples.map(example), '```'].join('\n'));
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function usage(command) {
  const args = Object.values(command.args).map(({ name, required, multiple }) => {
    const word = `${name.toUpperCase()}${multiple === true || command.strict === false ? '...' : ''}`;
    return required === true ? word : `[${word}]`;
  });
  const needed = Object.values(command.flags)
    .filter((flag) => flag.required === true)
    .map((flag) => `--${flag.name} ${flag.helpValue ?? 'VALUE'}`);
  return [named(command), ...args, ...needed].join(' ');
}

function spelt({ name, char, type, helpValue, allowNo }) {
  const long = allowNo === true ? `--[no-]${name}` : `--${name}`;
  const value = type === 'option' ? ` ${helpValue ?? 'VALUE'}` : '';
  return `\`${char === undefined ? '' : `-${char}, `}${long}${value}\``;
}

function said({ description = '', options, default: standard, env, name }) {
  const notes = [];
  if (options !== undefined) notes.push(`one of ${options.map((option) => `\`${option}\``).join(', ')}`);
  if (standard !== undefined && !description.includes('default')) notes.push(`default \`${standard}\``);
  if (env !== undefined) notes.push(`or \`${env}\` in the environment`);
  const text = description === '' ? name : description;
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
}

function example(each) {
  const text = typeof each === 'string' ? each : each.command;
  return text.replaceAll('<%= config.bin %>', 'sg').replaceAll('<%= command.id %>', '');
}
