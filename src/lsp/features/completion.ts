import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import { builtinTypes, pathwayFailurePolicies, topologyFailurePolicies, type Contract } from '../../contract/ast.ts';
import { providedKinds, providerOf } from '../../contract/contract-set.ts';
import { exampleShape, shapes } from '../../contract/syntax/shape.ts';
import { typeText } from '../../contract/type-text.ts';
import { vocabularyEntries } from '../../kernel/vocabulary.ts';
import { risks } from '../../model/risk.ts';
import { timescales } from '../../model/timescale.ts';
import { contractNamed, type WorkspaceIndex } from '../workspace-index.ts';
import { completionPlace, type CompletionPlace } from './completion-place.ts';

/** What can be written at an offset of a file. */
export function completionsAt(index: WorkspaceIndex, file: string, offset: number): CompletionItem[] {
  const text = index.sources.get(file) ?? '';
  const place = completionPlace(text.slice(0, offset));
  const own = index.contracts.get(file);
  const reference = /\{([^{}]*)$/.exec(place.typed)?.[1];
  if (reference !== undefined) return references(index, own, reference);
  if (place.kind === undefined) return place.indent === 0 ? words(Object.keys(shapes)) : [];
  if (place.section === undefined) return attributesOrSections(index, place);
  return inSection(index, place, own);
}

function attributesOrSections(index: WorkspaceIndex, { kind, typed }: CompletionPlace): CompletionItem[] {
  if (kind === undefined) return [];
  if (/^is\s/.test(typed)) return words(['configuration', 'diagnostic']);
  if (/^risk\s/.test(typed)) return words(risks);
  if (/^provides\s/.test(typed)) return words(providedKinds(index.set));
  const { attributes, sections } = shapes[kind];
  return [...words(attributes), ...words(sections, (name) => `${name}:`)];
}

function inSection(index: WorkspaceIndex, place: CompletionPlace, own: Contract | undefined): CompletionItem[] {
  switch (place.section) {
    case 'takes':
    case 'gives':
    case 'types':
      return /^[a-z][a-z0-9_]*\s+\S*$/.test(place.typed) ? types(own) : [];
    case 'verify':
      return call(
        index,
        place,
        [...index.set.genes.values()].filter(({ family }) => family === 'diagnostic'),
      );
    case 'steps':
      return call(index, place, [...index.set.genes.values(), ...index.set.pathways.values()]);
    case 'feeds':
      return /\s/.test(place.typed)
        ? words(timescales.slice(1))
        : [...index.set.genes.values()].map((gene) => contractItem(gene, false));
    case 'has':
      return resource(index, place, own);
    case 'on failure':
      return words(place.kind === 'topology' ? topologyFailurePolicies : pathwayFailurePolicies);
    case 'examples':
      return example(place, own);
    default:
      return [];
  }
}

/** A target, or the arguments of the one that is called on this line or above it. */
function call(index: WorkspaceIndex, place: CompletionPlace, targets: readonly Contract[]): CompletionItem[] {
  const line = place.typed.replace(/^\d+\.\s*|^.*->\s*/, '');
  const here = /^([a-z][a-z0-9_]*)\s+(.*)$/.exec(line);
  const called = here?.[1] ?? calledAbove(place);
  const target = called === undefined ? undefined : contractNamed(index.set, called);
  if (target === undefined || (here === null && /^\d+\.|->/.test(place.typed)))
    return targets.map((each) => contractItem(each, !place.typed.includes('->')));
  const given = new Set([...place.typed.matchAll(/([a-z][a-z0-9_]*)\s*=/g)].map(([, name]) => name));
  return target.takes
    .filter(({ name }) => !given.has(name.text))
    .map((field) => fieldItem(field, (name) => `${name} = `));
}

/** Arguments stand below their call. */
function calledAbove({ around }: CompletionPlace): string | undefined {
  const above = around[0]?.replace(/^\d+\.\s*|^.*->\s*/, '');
  return /^([a-z][a-z0-9_]*)$/.exec(above ?? '')?.[1];
}

/** Properties are what the pathway takes that provides the resource's kind. */
function resource(
  { set }: WorkspaceIndex,
  { typed, around: [heading] }: CompletionPlace,
  own: Contract | undefined,
): CompletionItem[] {
  if (/^is\s/.test(typed)) return words(providedKinds(set));
  if (heading === undefined) return [];
  const known = own?.kind === 'topology' ? own.has.find(({ name }) => `${name.text}:` === heading) : undefined;
  const provider = known === undefined ? undefined : providerOf(set, known.is.text);
  const properties = (provider?.takes ?? []).map((field) => fieldItem(field, (name) => `${name} `));
  return [...words(['is']), ...properties];
}

function example({ part, around, typed }: CompletionPlace, own: Contract | undefined): CompletionItem[] {
  if (part === 'given' || part === 'then') return vocabulary(part);
  if (part === 'takes') return (own?.takes ?? []).map((field) => fieldItem(field, (name) => `${name} = `));
  if (part === 'gives' && own?.kind === 'gene')
    return own.gives.map((field) => fieldItem(field, (name) => `${name} = `));
  return around.length > 0 && !typed.includes(' ') ? words(exampleShape.sections, (name) => `${name}:`) : [];
}

function vocabulary(section: 'given' | 'then'): CompletionItem[] {
  return vocabularyEntries
    .filter((entry) => entry.section === section)
    .map(({ form, means, example: shown }) => ({
      label: form,
      kind: CompletionItemKind.Snippet,
      insertText: shown,
      detail: means,
    }));
}

/** Inside braces: parameters, and what earlier steps gave. */
function references(index: WorkspaceIndex, own: Contract | undefined, typed: string): CompletionItem[] {
  const step = /^step\s+(\d+)\.[a-z0-9_]*$/.exec(typed)?.[1];
  if (step !== undefined) return outputsOfStep(index, own, Number(step));
  const steps = own?.kind === 'pathway' ? own.steps.map(({ number }) => `step ${number}.`) : [];
  return [...(own?.takes ?? []).map((field) => fieldItem(field, (name) => name)), ...words(steps)];
}

function outputsOfStep(index: WorkspaceIndex, own: Contract | undefined, number: number): CompletionItem[] {
  const step = own?.kind === 'pathway' ? own.steps.find((each) => each.number === number) : undefined;
  const target = step?.kind === 'call' ? index.set.genes.get(step.call.target.text) : undefined;
  return (target?.gives ?? []).map((field) => fieldItem(field, (name) => name));
}

function types(own: Contract | undefined): CompletionItem[] {
  return words([...builtinTypes, ...(own?.types ?? []).map(({ name }) => name.text)]);
}

/** @param arrow whether a pathway is still to be marked as one */
function contractItem(contract: Contract, arrow: boolean): CompletionItem {
  const kind = contract.kind === 'gene' ? CompletionItemKind.Function : CompletionItemKind.Module;
  const detail = contract.kind === 'gene' ? `${contract.family} gene` : contract.kind;
  const insertText = contract.kind === 'pathway' && arrow ? `-> ${contract.name.text}` : contract.name.text;
  return { label: contract.name.text, kind, detail, insertText, filterText: contract.name.text };
}

function fieldItem(field: Contract['takes'][number], insert: (name: string) => string): CompletionItem {
  return {
    label: field.name.text,
    kind: CompletionItemKind.Field,
    detail: typeText(field.type),
    insertText: insert(field.name.text),
    ...(field.description === undefined ? {} : { documentation: field.description }),
  };
}

function words(labels: readonly string[], insert: (label: string) => string = (label) => label): CompletionItem[] {
  return labels.map((label) => ({ label, kind: CompletionItemKind.Keyword, insertText: insert(label) }));
}
