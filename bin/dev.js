#!/usr/bin/env -S node --import tsx
// Runs sg from its sources, without a build: for work on sg itself.
import { main } from '../src/main.ts';

await main(import.meta.url, process.argv.slice(2), { development: true });
