import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { projectRoot } from '../../helpers/project-root.ts';

/** What one exchange with the forge looked like. */
export interface Exchange {
  readonly method: string;
  /** Path template as in the description: `/repos/{owner}/{repo}/pulls`. */
  readonly template: string;
  readonly query: Readonly<Record<string, string>>;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** Says what in an exchange contradicts GitHub's own description of its API; empty when nothing does. */
export type Judge = (exchange: Exchange) => readonly string[];

/** Where `node scripts/fetch-github-openapi.js` puts GitHub's description. */
const descriptionFile = path.join(projectRoot, 'node_modules', '.cache', 'github-openapi', 'api.github.com.json');

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema?: object;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content?: Record<string, { readonly schema?: object }> };
  readonly responses: Record<string, Responses | { readonly $ref: string }>;
}

interface Responses {
  readonly content?: Record<string, { readonly schema?: object }>;
}

interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
}

let known: Judge | undefined;

/**
 * The judge by GitHub's OpenAPI description. Without the description (30 MB to fetch) nothing is judged, unless
 * SG_GITHUB_OPENAPI=required, as CI has it: then its absence is an error.
 */
export function openApiJudge(): Judge {
  known ??= readJudge();
  return known;
}

function readJudge(): Judge {
  let text: string;
  try {
    text = readFileSync(descriptionFile, 'utf8');
  } catch (error) {
    if (process.env['SG_GITHUB_OPENAPI'] === 'required') throw error;
    return () => [];
  }
  return judgeBy(JSON.parse(text) as Description);
}

function judgeBy(description: Description): Judge {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: false });
  ajv.addSchema({ ...description, $id: 'github' }, 'github');
  const compiled = new Map<string, ValidateFunction>();
  const at = (pointer: string): ValidateFunction => {
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: `github#${pointer}` });
    compiled.set(pointer, check);
    return check;
  };
  return (exchange) => {
    const base = `/paths/${escape(exchange.template)}/${exchange.method}`;
    const operation = description.paths[exchange.template]?.[exchange.method];
    if (operation === undefined) return [`${exchange.method} ${exchange.template}: GitHub has no such operation`];
    return [
      ...judgeQuery(operation, exchange, description),
      ...judgeRequest(operation, exchange, base, at),
      ...judgeResponse(operation, exchange, base, at, description),
    ];
  };
}

function escape(segment: string): string {
  return segment
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replace(/[{}]/g, (brace) => encodeURIComponent(brace));
}

function resolve<T extends object>(description: Description, item: T | { readonly $ref: string }): T {
  if (!('$ref' in item)) return item;
  const keys = item.$ref.slice(2).split('/');
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], description) as T;
}

/** Query parameters GitHub does not know would be ignored by it without a word. */
function judgeQuery(operation: Operation, { query }: Exchange, description: Description): readonly string[] {
  const parameters = (operation.parameters ?? []).map((one) => resolve<Parameter>(description, one));
  const names = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  return Object.keys(query)
    .filter((name) => !names.includes(name))
    .map((name) => `query "${name}" is not known`);
}

type Compiled = (pointer: string) => ValidateFunction;

function judgeRequest(
  operation: Operation,
  { request, method }: Exchange,
  base: string,
  at: Compiled,
): readonly string[] {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return method === 'get' || request === undefined ? [] : ['a body where none belongs'];
  return faults('request', at(`${base}/requestBody/content/application~1json/schema`), request ?? {});
}

function judgeResponse(
  operation: Operation,
  { status, response }: Exchange,
  base: string,
  at: Compiled,
  description: Description,
): readonly string[] {
  const given = operation.responses[String(status)];
  // Any request may be answered with these; the description names them for a few only.
  if (given === undefined)
    return [401, 403, 404, 429, 500, 502, 503].includes(status) ? [] : [`status ${String(status)}`];
  const schema = resolve<Responses>(description, given).content?.['application/json']?.schema;
  if (schema === undefined) return response === undefined ? [] : ['a response body where none belongs'];
  const place = '$ref' in given ? given.$ref.slice(1) : `${base}/responses/${String(status)}`;
  return faults('response', at(`${place}/content/application~1json/schema`), response);
}

function faults(side: string, check: ValidateFunction, value: unknown): readonly string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${side}${instancePath} ${message ?? 'is wrong'}`);
}
