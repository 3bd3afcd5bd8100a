#!/usr/bin/env node
// Runs sg from its sources, without a build: for work on sg itself.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/main.ts');
await main(import.meta.url, process.argv.slice(2), { development: true });
