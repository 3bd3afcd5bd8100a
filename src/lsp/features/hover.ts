import type { Hover } from 'vscode-languageserver';
import type { Contract, Field } from '../../contract/ast.ts';
import { literalValue } from '../../contract/literal-value.ts';
import { typeText } from '../../contract/type-text.ts';
import { rangeOf } from '../positions.ts';
import { contractNamed, samePlaces, type FiledOccurrence, type WorkspaceIndex } from '../workspace-index.ts';
import type { Markup } from './markup.ts';

/** How many users of a thing are named. */
const named = 12;

/** What is named there: its type, its description, and who uses it. */
export function hoverOf(index: WorkspaceIndex, occurrence: FiledOccurrence, markup: Markup): Hover | undefined {
  const text = described(index, occurrence, markup);
  if (text === undefined) return undefined;
  return {
    contents: { kind: markup.kind, value: [text, usersOf(index, occurrence)].filter(Boolean).join('\n\n') },
    range: rangeOf(occurrence.span),
  };
}

function described(index: WorkspaceIndex, { kind, symbol, name }: FiledOccurrence, markup: Markup): string | undefined {
  const owner = symbol.split(' ')[1] ?? '';
  if (kind === 'contract') return contractText(declared(index, symbol), markup);
  if (kind === 'parameter') return fieldText('takes', owner, contractNamed(index.set, owner)?.takes, name, markup);
  if (kind === 'output') return fieldText('gives', owner, outputsOf(contractNamed(index.set, owner)), name, markup);
  if (kind === 'type') return typeFields(contractNamed(index.set, owner), name, markup);
  if (kind === 'type-field') return typeField(index, owner, name, markup);
  if (kind === 'resource-kind') return `resource kind ${markup.code(name)}`;
  return `${kind} ${markup.code(name)}`;
}

/** The contract as the file has it now, though something in it may be wrong. */
function declared(index: WorkspaceIndex, symbol: string): Contract | undefined {
  const place = index.occurrences.find((each) => each.symbol === symbol && each.declares);
  return place === undefined ? undefined : index.contracts.get(place.file);
}

function contractText(contract: Contract | undefined, markup: Markup): string | undefined {
  if (contract === undefined) return undefined;
  const head = [contract.kind, ...(contract.kind === 'gene' ? [contract.family] : []), ...riskOf(contract)].join(', ');
  const first = contract.does?.text.split(/\n\s*\n/)[0]?.replace(/\s*\n\s*/g, ' ');
  const signature = [...fieldLines('takes', contract.takes), ...fieldLines('gives', outputsOf(contract) ?? [])];
  return [
    `${markup.strong(contract.name.text)} (${head})`,
    ...(first === undefined ? [] : [markup.prose(first)]),
    ...(signature.length === 0 ? [] : [markup.block(signature)]),
  ].join('\n\n');
}

function riskOf(contract: Contract): readonly string[] {
  return contract.kind === 'topology' ? [] : [`risk ${contract.risk}`];
}

function outputsOf(contract: Contract | undefined): readonly Field[] | undefined {
  return contract?.kind === 'gene' ? contract.gives : undefined;
}

function fieldLines(section: string, fields: readonly Field[]): readonly string[] {
  return fields.length === 0 ? [] : [`${section}:`, ...fields.map((field) => `  ${signatureOf(field)}`)];
}

function signatureOf(field: Field): string {
  const fallback = field.default === undefined ? '' : ` = ${JSON.stringify(literalValue(field.default))}`;
  return `${field.name.text}  ${typeText(field.type)}${fallback}`;
}

function fieldText(
  section: string,
  owner: string,
  fields: readonly Field[] | undefined,
  name: string,
  markup: Markup,
): string | undefined {
  const field = fields?.find((each) => each.name.text === name);
  if (field === undefined) return undefined;
  return [
    `${markup.code(signatureOf(field))} (${section} of ${owner})`,
    ...(field.description === undefined ? [] : [markup.prose(field.description)]),
  ].join('\n\n');
}

function typeFields(contract: Contract | undefined, name: string, markup: Markup): string | undefined {
  const type = contract?.types.find((each) => each.name.text === name);
  if (type === undefined) return undefined;
  return markup.block([`${name}:`, ...type.fields.map((field) => `  ${signatureOf(field)}`)]);
}

function typeField(index: WorkspaceIndex, owner: string, name: string, markup: Markup): string | undefined {
  const [contract = '', type = ''] = owner.split('.');
  const found = contractNamed(index.set, contract)?.types.find((each) => each.name.text === type);
  return fieldText('field', type, found?.fields, name, markup);
}

function usersOf(index: WorkspaceIndex, occurrence: FiledOccurrence): string {
  const files = new Set(
    samePlaces(index, occurrence)
      .filter(({ declares }) => !declares)
      .map(({ file }) => index.contracts.get(file)?.name.text ?? file),
  );
  if (files.size === 0) return occurrence.kind === 'contract' ? 'Nobody uses it.' : '';
  const list = [...files].slice(0, named).join(', ');
  return `Used by ${list}${files.size > named ? ` and ${files.size - named} more` : ''}.`;
}
