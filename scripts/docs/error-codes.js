// The errors of sg, read from its sources: each `new …Error({ code, message, hint })`.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../run-step.js';

/** Exit status by class; subclasses are found by their `extends`. */
const exits = { UsageError: 2, IntegrityError: 3, EnvironmentError: 4 };

/** @returns {Promise<{code: string, exit: number, message: string, hint: string}[]>} one for each place, sorted by code */
export async function errorCodes() {
  const sources = await parsedSources();
  const statuses = classStatuses(sources);
  const found = sources.flatMap((source) => errorsIn(source, statuses));
  return found.sort((one, other) => order(one.code, other.code) || order(one.message, other.message));
}

async function parsedSources() {
  const folder = path.join(root, 'src');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8');
      return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    }),
  );
}

function classStatuses(sources) {
  const statuses = new Map(Object.entries(exits));
  for (const source of sources) {
    visit(source, (node) => {
      if (!ts.isClassDeclaration(node) || node.name === undefined) return;
      const base = node.heritageClauses?.[0]?.types[0]?.expression.getText();
      if (statuses.has(base)) statuses.set(node.name.text, statuses.get(base));
    });
  }
  return statuses;
}

function errorsIn(source, statuses) {
  const found = [];
  visit(source, (node) => {
    if (!ts.isNewExpression(node) || node.arguments === undefined) return;
    const init = node.arguments.find(ts.isObjectLiteralExpression);
    const name = node.expression.getText();
    if (init === undefined || !(statuses.has(name) || name === 'SgError')) return;
    const part = (key) => init.properties.find((each) => each.name?.getText() === key)?.initializer;
    const exit = statuses.get(name) ?? Number(part('exitStatus')?.getText());
    for (const code of literals(part('code'))) {
      found.push({ code, exit, message: said(part('message')), hint: said(part('hint')) });
    }
  });
  return found;
}

function visit(node, look) {
  look(node);
  ts.forEachChild(node, (child) => {
    visit(child, look);
  });
}

/** The strings an expression can be. */
function literals(node) {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  return [];
}

/** What a message says; what is put in at run time is `…`. */
function said(node) {
  if (node === undefined) return '';
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.flatMap((span) => ['…', span.literal.text])].join('');
  if (ts.isConditionalExpression(node)) {
    const both = [said(node.whenTrue), said(node.whenFalse)].filter((text) => text !== '' && text !== '…');
    return both.join(' / ');
  }
  if (ts.isBinaryExpression(node)) return `${said(node.left)}${said(node.right)}`;
  if (ts.isParenthesizedExpression(node)) return said(node.expression);
  return '…';
}

function order(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
