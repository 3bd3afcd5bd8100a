import { allOperations } from '../../kernel/operations.ts';

/** Operations whose answer stays right until something acts or time passes. */
const looks: readonly string[] = ['links', 'link', 'bridge', 'bond', 'vlan', 'fdb', 'neighbours', 'addresses'];
const others = allOperations.filter((name) => !looks.includes(name));

/** Written out, because loading an allele runs nothing: the arena refuses loops and calls at the top. */
function member(name: string, how: 'look' | 'act'): string {
  return `  ${name}: (...args) => sg$.${how}('${name}', args),`;
}

/**
 * What every fused module begins with: reading values as the contract language does, and one way to run a step. Each step
 * gets a copy of its input and hands over a copy of its output, as between sandboxes. A step that refuses or fails ends the
 * whole.
 *
 * The runtime that drives a fused allele listens to `reportStep`, elsewhere nobody does. The report has the output as JSON
 * text and is not waited for:
 * operations are performed in the order called, so it is judged before anything of the next step is, and after a step that
 * was found wanting nothing is performed any more.
 *
 * What a step looks at first may have been seen by an earlier step: as long as nothing acted and no time was let pass, that
 * answer is given again, once a step. Whoever looks twice asks the kernel.
 */
export const prelude = `type sg$Call = (...args: readonly unknown[]) => Promise<unknown>;

interface sg$Frame {
  readonly input: unknown;
  readonly kernel: Kernel & { reportStep?(path: string, output: string): Promise<unknown> };
  readonly at: string;
  readonly healthy: boolean[];
}

class sg$Stop extends Error {}

/** One run's, as every run starts from the state in which the module was loaded. */
const sg$now = { step: 0, acts: 0, kernel: {} as Readonly<Record<string, sg$Call | undefined>> };
const sg$seen = new Map<string, { readonly text: string; step: number }>();

/** The kernel as steps are handed it: it remembers what earlier steps saw. */
const sg$kernel: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
${[...looks.map((name) => member(name, 'look')), ...others.map((name) => member(name, 'act'))].join('\n')}
};

const sg$ = {
  stop(path: string, target: string, reason: unknown): sg$Stop {
    if (reason instanceof sg$Stop) return reason;
    const text = reason instanceof Error ? reason.message : String(reason);
    return new sg$Stop(\`step \${path} \${target}: \${text}\`);
  },
  /** Of JSON values only: the engine's own reader and writer are faster than a walk. */
  copy(value: unknown): unknown {
    return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
  },
  own(value: unknown, name: string): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  },
  field(output: unknown, name: string): unknown {
    if (!Array.isArray(output)) return sg$.own(output, name);
    const values = output.map((round) => sg$.own(round, name));
    return values.includes(undefined) ? undefined : values;
  },
  element(value: unknown, index: number): unknown {
    return Array.isArray(value) ? value[index] : undefined;
  },
  need(value: unknown, reference: string): unknown {
    if (value === undefined) throw new Error(\`there is no value for \${reference}\`);
    return value;
  },
  text(parts: readonly unknown[]): string {
    return parts
      .map((part) => {
        if (typeof part === 'object') throw new Error('a list or an object stands inside a name');
        return String(part);
      })
      .join('');
  },
  /** A step's input, its own to the last list in it. */
  given(args: Readonly<Record<string, unknown>>, defaults: Record<string, unknown>): unknown {
    for (const name of Object.keys(args)) if (args[name] !== undefined) defaults[name] = sg$.copy(args[name]);
    return defaults;
  },
  ignored(): void {},
  look(name: string, args: readonly unknown[]): Promise<unknown> | undefined {
    const key = args.length === 1 && typeof args[0] === 'string' ? name + ' ' + args[0] : name + JSON.stringify(args);
    const { acts, step } = sg$now;
    const known = sg$seen.get(key);
    if (known !== undefined && known.step !== step) {
      known.step = step;
      return Promise.resolve(JSON.parse(known.text));
    }
    return sg$now.kernel[name]?.(...args).then((found) => {
      if (acts === sg$now.acts) sg$seen.set(key, { text: JSON.stringify(found ?? null), step });
      return found;
    });
  },
  act(name: string, args: readonly unknown[]): Promise<unknown> | undefined {
    sg$now.acts += 1;
    if (sg$seen.size > 0) sg$seen.clear();
    return sg$now.kernel[name]?.(...args);
  },
  value(path: string, read: () => unknown): unknown {
    try {
      return read();
    } catch (error) {
      throw sg$.stop(path, '-', error);
    }
  },
  rounds(path: string, read: () => unknown): readonly { readonly path: string; readonly value: unknown }[] {
    const value = sg$.value(path, read);
    return (Array.isArray(value) ? value : [value]).map((each, index) => ({ path: \`\${path}[\${index + 1}]\`, value: each }));
  },
  chosen(path: string, read: () => unknown): string {
    return JSON.stringify(sg$.value(path, read));
  },
  async step<I>(
    frame: sg$Frame,
    path: string,
    locus: string,
    gene: () => (input: I, kernel: Kernel) => unknown,
    input: () => unknown,
  ): Promise<unknown> {
    let [text, output]: [string, unknown] = ['', null];
    sg$now.step += 1;
    try {
      text = JSON.stringify((await gene()(input() as I, sg$kernel as unknown as Kernel)) ?? null);
      output = JSON.parse(text);
    } catch (error) {
      throw sg$.stop(path, locus, error);
    }
    frame.kernel.reportStep?.(path, text).catch(sg$.ignored);
    if (sg$.own(output, 'success') === false) {
      const reason = sg$.own(output, 'error') ?? sg$.own(output, 'refusal') ?? 'it reported success=false';
      throw sg$.stop(path, locus, reason);
    }
    const healthy = sg$.own(output, 'healthy');
    if (typeof healthy === 'boolean') frame.healthy.push(healthy);
    return output;
  },
  async pathway(
    frame: sg$Frame,
    path: string,
    name: string,
    run: (frame: sg$Frame) => Promise<void>,
    input: () => unknown,
  ): Promise<unknown> {
    let given: unknown;
    try {
      given = input();
    } catch (error) {
      throw sg$.stop(path, name, error);
    }
    await run({ ...frame, input: given, at: \`\${path}.\` });
    return { success: true };
  },
};
`;
