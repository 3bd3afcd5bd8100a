// Builds dist/ from src/ and writes oclif's manifest, so that `sg` starts without looking for its commands.
import { Buffer } from 'node:buffer';
import path from 'node:path';
import { Plugin } from '@oclif/core';
import { bundle } from './bundle.js';
import { root } from './run-step.js';
import { writeFiles } from './write-files.js';

await writeFiles(path.join(root, 'dist'), await bundle(), { alone: true });
// The manifest of the last build would be believed.
const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
const manifest = Buffer.from(`${JSON.stringify(plugin.manifest, null, 1)}\n`);
await writeFiles(root, new Map([['oclif.manifest.json', manifest]]));
