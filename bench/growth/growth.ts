import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { originNow, originText, type Origin } from '../report/report.ts';
import { byAlleles } from './by-alleles.ts';
import { byHosts } from './by-hosts.ts';
import { chart } from './chart.ts';
import type { Series } from './series.ts';

export interface GrowthOptions {
  readonly smoke: boolean;
  /** Draw the charts of the handbook. */
  readonly write: boolean;
  /** Take the figures of the last whole run instead of measuring. */
  readonly last: boolean;
  /** Folder for the figures. */
  readonly results: string;
}

interface Growth extends Origin {
  readonly alleles: readonly Series[];
  readonly hosts: readonly Series[];
}

const images = path.join(import.meta.dirname, '..', '..', 'docs', 'images');

/** How what sg does grows with alleles and with hosts: as JSON, and as charts in the handbook. */
export async function growth({ smoke, write, last, results }: GrowthOptions): Promise<void> {
  const file = path.join(results, 'growth.json');
  const found = last ? (JSON.parse(readFileSync(file, 'utf8')) as Growth) : await measured(smoke);
  console.log(JSON.stringify(found, null, 2));
  if (smoke) return;
  mkdirSync(results, { recursive: true });
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  if (write) for (const [name, picture] of pictures(found)) writeFileSync(path.join(images, name), picture);
}

async function measured(smoke: boolean): Promise<Growth> {
  const alleles = await byAlleles(smoke ? { sizes: [10, 20], rounds: 1 } : { sizes: [100, 1000, 10_000], rounds: 7 });
  const hosts = await byHosts(smoke ? { sizes: [2, 4], rounds: 1 } : { sizes: [10, 100, 1000], rounds: 3 });
  return { ...originNow(smoke), alleles, hosts };
}

function pictures(found: Growth): readonly (readonly [name: string, picture: string])[] {
  const origin = originText(found);
  const up = 'time (ms and s), both axes logarithmic';
  return [
    [
      'growth-alleles.svg',
      chart(found.alleles, {
        title: 'More alleles in the genome',
        description: 'Time of whole sg processes, and of a host’s first pull, on genomes of growing size.',
        across: 'alleles, with 50 records each (pull: without)',
        up,
        origin,
      }),
    ],
    [
      'growth-hosts.svg',
      chart(found.hosts, {
        title: 'More hosts to decide on',
        description: 'Time of deciding on the ledgers of growing numbers of hosts.',
        across: 'hosts, with 1,000 records each',
        up,
        origin,
      }),
    ],
  ];
}
