import type { HostLink } from '../observe/host-state.ts';
import { planAddresses } from './plan-addresses.ts';
import { planFdb } from './plan-fdb.ts';
import { planRoutes } from './plan-routes.ts';
import { remove, set } from './plan-change.ts';
import { createCommand, isSame } from './recreate.ts';
import { pairs, type Pair, type RestoreStep, type RestoreSteps, type RestoreView } from './restore-view.ts';

type Phase = (view: RestoreView) => RestoreSteps;

/**
 * The steps towards the target state, in the order they have to be taken. One phase's steps change what the next ones find
 * (a bridge's address follows its ports), so the state is observed anew after each phase that did something.
 */
export const restorePhases: readonly Phase[] = [
  removeNew,
  createMissing,
  releaseFromMasters,
  joinBonds,
  joinBridges,
  setPlainMtus,
  setBridgeMtus,
  setPlainMacs,
  setBridgeMacs,
  setBridgeData,
  lower,
  raise,
  chooseActive,
  planAddresses,
  planRoutes,
  planFdb,
];

function ip(args: readonly string[]): RestoreStep {
  return { program: 'ip', args };
}

/** Bridges take address and MTU from their ports: those come first. */
function isPlain(link: HostLink): boolean {
  return link.kind !== 'bridge';
}

const removable: ReadonlySet<HostLink['kind']> = new Set(['bridge', 'bond', 'vlan']);

/** What stands on others goes first; what goes with its parent is gone when its turn comes. */
function removeNew({ target, current, inScope }: RestoreView): RestoreSteps {
  const extra = current.links.filter((link) => {
    if (!inScope(link.name) || !removable.has(link.kind)) return false;
    const had = target.links.find(({ name }) => name === link.name);
    return had === undefined || !isSame(had, link);
  });
  return extra.toSorted((a, b) => b.index - a.index).map(({ name }) => ip(remove(name)));
}

function createMissing({ target, current, inScope }: RestoreView): RestoreSteps {
  const taken = new Set(current.links.map(({ index }) => index));
  return target.links
    .filter(
      ({ name, kind }) => inScope(name) && removable.has(kind) && current.links.every((link) => link.name !== name),
    )
    .map((link) => ip(createCommand(link, !taken.has(link.index))));
}

function releaseFromMasters(view: RestoreView): RestoreSteps {
  return pairs(view)
    .filter(({ had, has }) => has.master !== null && has.master !== had.master)
    .map(({ has }) => ip(set(has.name, 'nomaster')));
}

function joinBonds(view: RestoreView): RestoreSteps {
  const turn = ({ had }: Pair): number =>
    view.target.links.find(({ name }) => name === had.master)?.bond?.members.indexOf(had.name) ?? 0;
  const joiners = joining(view, 'bond').toSorted((a, b) => turn(a) - turn(b));
  return joiners.flatMap(({ had, has }) => [
    ...(has.up ? [ip(set(had.name, 'down'))] : []),
    ip(set(had.name, 'master', had.master ?? '')),
  ]);
}

function joinBridges(view: RestoreView): RestoreSteps {
  return joining(view, 'bridge').map(({ had }) => ip(set(had.name, 'master', had.master ?? '')));
}

function joining(view: RestoreView, kind: 'bridge' | 'bond'): readonly Pair[] {
  return pairs(view).filter(({ had, has }) => {
    const master = view.current.links.find(({ name }) => name === had.master);
    return has.master === null && had.master !== null && master?.kind === kind;
  });
}

function setPlainMtus(view: RestoreView): RestoreSteps {
  return mtuSteps(pairs(view).filter(({ had }) => isPlain(had)));
}

function setBridgeMtus(view: RestoreView): RestoreSteps {
  return mtuSteps(pairs(view).filter(({ had }) => !isPlain(had)));
}

function mtuSteps(all: readonly Pair[]): RestoreSteps {
  return all.filter(({ had, has }) => had.mtu !== has.mtu).map(({ had }) => ip(set(had.name, 'mtu', String(had.mtu))));
}

function setPlainMacs(view: RestoreView): RestoreSteps {
  return macSteps(pairs(view).filter(({ had }) => isPlain(had)));
}

function setBridgeMacs(view: RestoreView): RestoreSteps {
  return macSteps(pairs(view).filter(({ had }) => !isPlain(had)));
}

function macSteps(all: readonly Pair[]): RestoreSteps {
  return all.filter(({ had, has }) => had.mac !== has.mac).map(({ had }) => ip(set(had.name, 'address', had.mac)));
}

/** Times out of the range of spanning tree are refused while it is on, so it goes off first and on last. */
function setBridgeData(view: RestoreView): RestoreSteps {
  return pairs(view).flatMap(({ had, has }) => {
    if (had.bridge === undefined || has.bridge === undefined) return [];
    const [to, from] = [had.bridge, has.bridge];
    const tree =
      to.stp !== from.stp ? [ip(set(had.name, 'type', 'bridge', 'stp_state', to.stp === 0 ? '0' : '1'))] : [];
    const delay =
      to.forwardDelay !== from.forwardDelay
        ? [ip(set(had.name, 'type', 'bridge', 'forward_delay', String(to.forwardDelay)))]
        : [];
    const ageing =
      to.ageingTime !== from.ageingTime
        ? [ip(set(had.name, 'type', 'bridge', 'ageing_time', String(to.ageingTime)))]
        : [];
    return to.stp === 0 ? [...tree, ...delay, ...ageing] : [...delay, ...tree, ...ageing];
  });
}

function lower(view: RestoreView): RestoreSteps {
  return pairs(view)
    .filter(({ had, has }) => has.up && !had.up)
    .toReversed()
    .map(({ had }) => ip(set(had.name, 'down')));
}

function raise(view: RestoreView): RestoreSteps {
  return pairs(view)
    .filter(({ had, has }) => had.up && !has.up)
    .map(({ had }) => ip(set(had.name, 'up')));
}

function chooseActive(view: RestoreView): RestoreSteps {
  return pairs(view).flatMap(({ had, has }) => {
    const active = had.bond?.activeMember ?? null;
    if (active === null || has.bond === undefined || has.bond.activeMember === active) return [];
    return [ip(set(had.name, 'type', 'bond', 'active_slave', active))];
  });
}
