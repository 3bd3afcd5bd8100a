// Builds dist/ from src/ and writes oclif's manifest, so that `sg` starts without looking for its commands.
import { rm, writeFile } from 'node:fs/promises';
import { Config } from '@oclif/core';
import { bundle } from './bundle.js';
import { root } from './run-step.js';

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
const manifestFile = new URL('../oclif.manifest.json', import.meta.url);
await rm(manifestFile, { force: true });
await bundle();
const config = await Config.load({ root, devPlugins: false, userPlugins: false });
const plugin = config.plugins.get(config.name);
await writeFile(manifestFile, `${JSON.stringify(plugin.manifest, null, 1)}\n`);
