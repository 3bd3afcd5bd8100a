import type { Argument, Resource, TopologyContract } from '../ast.ts';
import { providedKinds, providerOf } from '../contract-set.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { diagnose } from '../diagnose.ts';
import { inputFields } from '../output-fields.ts';
import { bareWords, resourceDependencies } from '../resource-dependencies.ts';
import { suggest } from '../suggest.ts';
import { checkArguments, checkReferences } from './arguments.ts';
import type { Check, CheckContext } from './check-context.ts';
import type { FiledPathway } from './composition.ts';

/** Resources: each of a kind some pathway provides, with the properties that pathway takes, and none waiting for itself. */
export const checkTopology: Check<TopologyContract> = (topology, context) => {
  const scope = { parameters: inputFields(topology), step: undefined };
  for (const resource of topology.has) {
    const provider = providerOf(context.set, resource.is.text);
    if (provider === undefined) {
      reportUnknownKind(resource, context);
      checkReferences(resource.properties, scope, context);
      continue;
    }
    const receiver = {
      name: `${resource.is.text} (${provider.name.text})`,
      fields: inputFields(provider),
      place: resource.is,
      noun: 'property' as const,
      filled: new Set(['name']),
    };
    checkArguments(resource.properties, receiver, scope, context);
  }
  checkResourceWords(topology, context);
  checkResourceCycles(topology, context);
};

function reportUnknownKind({ is }: Resource, { set, broken, report }: CheckContext): void {
  // A pathway whose text has errors may be the one that provides it.
  if (broken.size > 0) return;
  const kinds = providedKinds(set);
  report('unknown-resource-kind', is, `No pathway provides ${is.text}.`, {
    expected: kinds.length === 0 ? 'a pathway with a `provides` line' : `one of ${kinds.join(', ')}`,
    suggestion: suggest(is.text, kinds),
  });
}

/** A bare word is text unless it is a resource's name; one that is nearly such a name is probably misspelt. */
function checkResourceWords({ has }: TopologyContract, { report }: CheckContext): void {
  const names = has.map(({ name }) => name.text);
  for (const { name, properties } of has) {
    for (const { word, value } of properties.flatMap((property: Argument) => bareWords(property.value))) {
      const near = names.includes(word)
        ? undefined
        : suggest(
            word,
            names.filter((other) => other !== name.text),
          );
      if (near === undefined) continue;
      report('unknown-resource', value, `There is no resource ${word}; as it stands this is text.`, {
        expected: `"${word}" in quotes if text is meant`,
        suggestion: value.kind === 'string' ? value.value.replace(word, near) : undefined,
      });
    }
  }
}

function checkResourceCycles(topology: TopologyContract, { report }: CheckContext): void {
  const dependencies = resourceDependencies(topology);
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return;
    const here = [...path, name];
    for (const next of dependencies.get(name) ?? []) {
      const start = here.indexOf(next);
      if (start === -1) visit(next, here);
      else reportCycle(topology, [...here.slice(start), next], report);
    }
    done.add(name);
  };
  for (const name of dependencies.keys()) visit(name, []);
}

/** The caret stands under the word that closes the ring. */
function reportCycle({ has }: TopologyContract, ring: readonly string[], report: CheckContext['report']): void {
  const last = has.find(({ name }) => name.text === ring.at(-2));
  const mention = last?.properties.flatMap(({ value }) => bareWords(value)).find(({ word }) => word === ring.at(-1));
  if (mention === undefined) return;
  report('resource-cycle', mention.value, `The resources wait for each other: ${ring.join(' -> ')}.`, {
    expected: 'resources that can be made one after the other',
  });
}

/** Two pathways that provide the same kind: which one makes a resource true would be chance. */
export function duplicateProviders(pathways: readonly FiledPathway[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { contract, file } of pathways) {
    for (const kind of contract.provides) {
      const other = first.get(kind.text);
      if (other === undefined) first.set(kind.text, contract.name.text);
      if (other === undefined || other === contract.name.text) continue;
      diagnostics.push(
        diagnose('duplicate-provider', {
          file,
          span: kind.span,
          message: `${kind.text} is already provided by the pathway ${other}.`,
          expected: 'one provider for each kind of resource',
        }),
      );
    }
  }
  return diagnostics;
}
