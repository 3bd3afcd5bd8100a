#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// Most commands end within a second: memory given back early and code compiled once are then worth more than the speed that
// shows later. Unknown flags would be complained of, so only where they are known.
const lasting = ['arena', 'compete', 'deploy', 'evolve', 'test', 'watch'];
const [major = 0] = process.versions.node.split('.').map(Number);
if (major <= 24 && !lasting.includes(process.argv[2])) {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--wasm-tiering-budget=1000000000');
}

// The one question that needs no command: the same line as everywhere, in half the time.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  const { main } = await import('../dist/cli/main.js');
  await main(import.meta.url, process.argv.slice(2));
}
