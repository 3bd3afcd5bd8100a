#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Most commands end within a second: memory given back early and code compiled once are then worth more than the speed that
// shows later. Unknown flags would be complained of, so only where they are known.
const lasting = ['arena', 'compete', 'deploy', 'evolve', 'test', 'watch'];
const [major = 0] = process.versions.node.split('.').map(Number);
if (major <= 24 && !lasting.includes(process.argv[2])) {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--wasm-tiering-budget=1000000000');
}

const { main } = await import('../dist/cli/main.js');
await main(import.meta.url, process.argv.slice(2));
