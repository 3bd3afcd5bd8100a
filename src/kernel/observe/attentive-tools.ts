import { Refusal } from '../refusal.ts';
import { defaultTimeoutMs, hostTools, longestOutput, toolEnvironment, type HostTools } from './host-tools.ts';
import { Moment } from './moment.ts';
import { areShellWords, RunningShells } from './running-shell.ts';

/** What a shell says when there is no such program. */
const notFound = 127;

/**
 * Tools that look often at little cost: `ip` and `bridge` are started by a small shell, and what was seen is shared for a
 * moment. Whatever is no question ends that moment, before and after.
 */
export function attentiveTools(path?: string): HostTools {
  const plain = hostTools(path);
  const moment = new Moment();
  const shells = new RunningShells(toolEnvironment(path));
  const run: HostTools['run'] = async (program, args, limits = {}) => {
    if ((program !== 'ip' && program !== 'bridge') || !areShellWords(args)) return plain.run(program, args, limits);
    const timeoutMs = limits.timeoutMs ?? defaultTimeoutMs;
    const input = limits.input ?? '';
    const result = await shells.run([program, ...args], input, { timeoutMs, longest: longestOutput });
    if (result && result.status !== notFound) return result;
    // A question may be asked again, and what is not there can't have done anything.
    if (result !== undefined || isQuestion(args, input)) return plain.run(program, args, limits);
    throw new Refusal('ETIMEDOUT', `${program} took more than ${timeoutMs} ms, or was ended`);
  };
  return {
    moment,
    run: async (program, args, limits) => {
      if (isQuestion(args, limits?.input)) return run(program, args, limits);
      moment.end();
      try {
        return await run(program, args, limits);
      } finally {
        moment.end();
      }
    },
  };
}

/** Of a batch, every line is one. */
function isQuestion(args: readonly string[], input = ''): boolean {
  if (args[0] !== '-json') return false;
  if (!args.includes('-batch')) return args.includes('show');
  return input.split('\n').every((line) => line === '' || line.split(' ').includes('show'));
}
