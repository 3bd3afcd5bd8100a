import type { GeneContract } from '../../contract/ast.ts';
import { inputValidator } from '../../contract/validators.ts';
import { SgError } from '../../errors/sg-error.ts';
import { snapshotOf } from '../../kernel/mock/snapshot.ts';
import { parseWorld } from '../../kernel/mock/world-file.ts';
import type { World } from '../../kernel/mock/world-schema.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { labelsFor, type Labels } from './labels.ts';
import { contractWords, namesIn, redactInput } from './redact-input.ts';
import { walkSnapshot, walkWorld, type TextKind } from './walk-world.ts';

/** What is redacted of a failure case; the rest of it says nothing about the host. */
export interface CaseMatter {
  readonly input: JsonObject;
  readonly world: JsonObject;
  readonly moment?: JsonObject;
  readonly attempts: readonly JsonObject[];
}

/** Of the form that is written now; cases without it are from before anything was redacted. */
export interface Redaction {
  readonly version: 1;
  /** Whether it fails as the original does: nothing a verdict rests on was lost. */
  readonly replays: boolean;
}

/**
 * A failure case with other names, MAC and IP addresses throughout, one for one: order of names and addresses, networks and
 * the form of VLAN names stay, so that it is tried again as it was. Numbers (VLAN ids, sizes, times) stay.
 */
export function redactCase<Matter extends CaseMatter>(
  matter: Matter,
  contract: GeneContract,
): Matter & { readonly redaction: Redaction } {
  const words = contractWords(contract);
  const { input, world, moment, attempts } = matter;
  const labels = labelsFor(namesOf(matter, words), [input, world, moment ?? null, [...attempts]]);
  const losses: string[] = [];
  const lost = (what: string): void => void losses.push(what);
  const asked = redactInput(input, { labels, words, lost });
  if (!inputValidator(contract).validate(asked).ok) lost('input');
  const seen = moment === undefined ? undefined : (walkWorld(moment, visitor(labels)) as JsonObject);
  if (seen !== undefined && !isWorld(seen)) lost('moment');
  const whole = losses.length === 0;
  return {
    ...matter,
    input: asked,
    world: seen === undefined || !whole ? walkSnapshot(world, visitor(labels)) : pictureOf(seen),
    ...(seen === undefined ? {} : { moment: seen }),
    attempts: attempts.map((attempt) => redactTexts(attempt, labels) as JsonObject),
    redaction: { version: 1, replays: whole },
  };
}

function namesOf({ input, world, moment, attempts }: CaseMatter, words: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(namesIn(input, words));
  const collect = (text: string, kind: TextKind): string => {
    if (kind === 'name' && !text.startsWith(machine)) names.add(text);
    return text;
  };
  walkSnapshot(world, collect);
  if (moment !== undefined) walkWorld(moment, collect);
  for (const { operations } of attempts) {
    for (const operation of Array.isArray(operations) ? (operations as readonly JsonObject[]) : []) {
      for (const name of namesIn(operation['args'] ?? null, words)) names.add(name);
    }
  }
  return names;
}

/** A port of a switch that leads to a machine is named by its address. */
const machine = 'host:';

function visitor({ name, mac, address, text }: Labels): (found: string, kind: TextKind) => string {
  return (found, kind) => {
    if (kind === 'mac') return mac(found) ?? address(found) ?? '00:00:00:00:00:00';
    if (kind === 'address') return address(found) ?? text(found);
    if (found.startsWith(machine)) return `${machine}${address(found.slice(machine.length)) ?? text(found)}`;
    return name(found) ?? text(found);
  };
}

function isWorld(value: JsonObject): boolean {
  try {
    parseWorld(JSON.stringify(value), 'the redacted world');
    return true;
  } catch (error) {
    if (error instanceof SgError) return false;
    throw error;
  }
}

function pictureOf(world: JsonObject): JsonObject {
  return snapshotOf(world as unknown as World);
}

/** sg's own words in what was observed: they stay, even where an interface has the name. */
const ownWords = new Set([
  'allele',
  'check',
  'code',
  'kind',
  'mode',
  'operation',
  'operstate',
  'origin',
  'state',
  'timescale',
]);

function redactTexts(value: Json, labels: Labels): Json {
  if (typeof value === 'string') return labels.name(value) ?? labels.text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((member) => redactTexts(member, labels));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const kept = ownWords.has(key) && typeof member === 'string';
      return [key, kept ? member : redactTexts(member, labels)];
    }),
  );
}
