// Makes the pictures of the README: a run as a terminal shows it, and the page of a pull request. Needs Chromium.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './run-step.js';

const colours = { 1: 'strong', 2: 'dim', 31: 'bad', 32: 'good', 33: 'warn' };
const page = (body, style) => `<!doctype html><meta charset="utf-8"><style>${style}</style>${body}`;
const terminalStyle = `body { margin: 0; background: #16181d; color: #d5d8de; font: 14px/1.45 'DejaVu Sans Mono', monospace; padding: 20px 24px; }
pre { margin: 0; font: inherit } .good { color: #7ec87e } .bad { color: #f08080 } .warn { color: #e5c07b } .dim { color: #8a919e } .strong { color: #fff; font-weight: bold }`;

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const escape = String.fromCharCode(27);

/** Escape sequences of sg's five styles as spans. */
function asHtml(text) {
  const parts = text.split(new RegExp(`${escape}\\[(\\d+)m`));
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return escaped(part);
      return colours[part] === undefined ? '</span>' : `<span class="${colours[part]}">`;
    })
    .join('');
}

function shoot(html, file, [width, height]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-picture-'));
  try {
    writeFileSync(path.join(folder, 'page.html'), html);
    const flags = ['--headless', '--no-sandbox', '--hide-scrollbars', `--window-size=${width},${height}`];
    const { status } = spawnSync('chromium', [...flags, `--screenshot=${file}`, `file://${folder}/page.html`]);
    if (status !== 0) throw new Error('chromium made no picture');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sg(args, world) {
  const env = { ...process.env, FORCE_COLOR: '1' };
  const { stdout } = spawnSync(process.execPath, ['bin/run.js', ...args, '--world', world], { cwd: root, env });
  return stdout.toString();
}

const folder = mkdtempSync(path.join(tmpdir(), 'sg-picture-world-'));
try {
  const input = '{"bridge_name": "br0", "interfaces": ["eth1", "eth2"]}';
  const command = `sg run provision_management_bridge --input '${input}'`;
  const said = sg(['run', 'provision_management_bridge', '--input', input], path.join(folder, 'world.json'));
  const html = page(`<pre>$ ${escaped(command)}\n${asHtml(said.trimEnd())}</pre>`, terminalStyle);
  shoot(html, path.join(root, 'docs/images/run.png'), [1040, 430]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// A pull request's body, rendered by anything that makes HTML of Markdown: `node scripts/pictures.js BODY.html`.
const [body] = process.argv.slice(2);
if (body !== undefined) {
  const style = `body { font: 15px/1.5 'DejaVu Sans', sans-serif; color: #1f2328; max-width: 900px; margin: 24px auto; padding: 0 28px }
code, pre { font: 13px/1.45 'DejaVu Sans Mono', monospace; background: #f6f8fa } pre { padding: 12px; overflow: hidden } code { padding: 1px 4px } pre code { padding: 0 }
table { border-collapse: collapse; font-size: 14px } td, th { border: 1px solid #d1d9e0; padding: 4px 10px } h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: 4px }`;
  shoot(page(readFileSync(body, 'utf8'), style), path.join(root, 'docs/images/pull-request.png'), [960, 1100]);
}
