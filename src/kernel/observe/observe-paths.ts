import { order } from '../mock/order.ts';
import type { Neighbour } from '../network.ts';
import { askRows, outputOf, readRows, wholeAnswer } from './ask-host.ts';
import type { HostRoute } from './host-state.ts';
import type { HostTools } from './host-tools.ts';
import type { Moment } from './moment.ts';
import { readNeighbour, readRoute } from './read-paths.ts';
import { neighbourRows, routeRows, type NeighbourRow } from './schema.ts';

/** Without those of the `local` table. */
export async function observeRoutes(tools: HostTools): Promise<readonly HostRoute[]> {
  const { moment } = tools;
  return (moment === undefined ? await askRoutes(tools) : (await paths(tools, moment)).routes).flat();
}

export async function observeNeighbours(tools: HostTools): Promise<readonly Neighbour[]> {
  const { moment } = tools;
  const rows = moment === undefined ? await askNeighbours(tools) : (await paths(tools, moment)).neighbours;
  return rows.flatMap(readNeighbour).sort((a, b) => order(a.device, b.device) || order(a.address, b.address));
}

const ofRoutes = ['route', 'show', 'table', 'all'];
const ofNeighbours = ['neighbour', 'show'];

/** The routes each row tells of. */
const rowRoutes = routeRows.transform((rows) => rows.map(readRoute));

function askRoutes(tools: HostTools): Promise<readonly (readonly HostRoute[])[]> {
  return askRows(tools, 'ip', ['-json', ...ofRoutes], { schema: rowRoutes });
}

function askNeighbours(tools: HostTools): Promise<readonly NeighbourRow[]> {
  return askRows(tools, 'ip', ['-json', '-statistics', ...ofNeighbours], { schema: neighbourRows });
}

interface Paths {
  readonly neighbours: readonly NeighbourRow[];
  /** By row. */
  readonly routes: readonly (readonly HostRoute[])[];
}

/**
 * Both by one call. For neighbours `ip` asks for the names of all devices at once; for routes alone it would ask for each,
 * over a socket of its own.
 */
function paths(tools: HostTools, moment: Moment): Promise<Paths> {
  return moment.look('paths', async () => {
    const args = ['-json', '-statistics', '-batch', '-'];
    const input = `${ofNeighbours.join(' ')}\n${ofRoutes.join(' ')}\n`;
    const shown = `ip ${args.join(' ')}`;
    const text = outputOf(shown, await wholeAnswer(tools, 'ip', args, { input }));
    const [neighbours, routes, ...more] = text.trimEnd().split('\n');
    // Some versions print nothing at all where there is nothing to show: then nobody knows whose line is whose.
    if (neighbours === undefined || routes === undefined || more.length > 0)
      return { neighbours: await askNeighbours(tools), routes: await askRoutes(tools) };
    return {
      neighbours: readRows(shown, neighbours, { schema: neighbourRows }),
      routes: readRows(shown, routes, { schema: rowRoutes, memory: moment.routes }),
    };
  });
}
