/**
 * What every fused module begins with: reading values as the contract language does, and one way to run a step. Each step
 * gets a copy of its input and hands over a copy of its output, as between sandboxes; the runtime that drives a fused
 * allele listens to `reportStep`, elsewhere nobody does. A step that refuses or fails ends the whole.
 */
export const prelude = `interface sg$Frame {
  readonly input: unknown;
  readonly kernel: Kernel & { reportStep?(path: string, output: unknown): Promise<unknown> };
  readonly at: string;
  readonly healthy: boolean[];
}

class sg$Stop extends Error {}

const sg$ = {
  stop(path: string, target: string, reason: unknown): sg$Stop {
    if (reason instanceof sg$Stop) return reason;
    const text = reason instanceof Error ? reason.message : String(reason);
    return new sg$Stop(\`step \${path} \${target}: \${text}\`);
  },
  copy(value: unknown): unknown {
    return value === undefined ? null : JSON.parse(JSON.stringify(value));
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
  given(args: Readonly<Record<string, unknown>>, defaults: Readonly<Record<string, unknown>>): unknown {
    const present = Object.entries(args).filter(([, value]) => value !== undefined);
    return { ...defaults, ...Object.fromEntries(present) };
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
    let output: unknown;
    try {
      output = sg$.copy(await gene()(sg$.copy(input()) as I, frame.kernel));
    } catch (error) {
      throw sg$.stop(path, locus, error);
    }
    await frame.kernel.reportStep?.(path, output);
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
      given = sg$.copy(input());
    } catch (error) {
      throw sg$.stop(path, name, error);
    }
    await run({ ...frame, input: given, at: \`\${path}.\` });
    return { success: true };
  },
};
`;
