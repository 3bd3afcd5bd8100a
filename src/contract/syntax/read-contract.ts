import {
  pathwayFailurePolicies,
  topologyFailurePolicies,
  type Contract,
  type GeneContract,
  type PathwayContract,
  type TopologyContract,
} from '../ast.ts';
import { risks, type Risk } from '../../model/risk.ts';
import { attribute, commonParts, fieldsOf, section, type ContractBlock } from './contract-block.ts';
import { readExamples } from './read-examples.ts';
import { readFailures } from './read-failures.ts';
import { readConnections, readFeeds } from './read-links.ts';
import { onlyPolicy, readPolicies } from './read-policies.ts';
import { readBullets } from './read-prose.ts';
import { readProvides } from './read-provides.ts';
import { readRequirements } from './read-requirements.ts';
import { readResources } from './read-resources.ts';
import { readSteps } from './read-steps.ts';
import { readVerify } from './read-verify.ts';
import type { ContractKind } from './shape.ts';

/** Reads a contract's parts as its kind asks. What cannot be read is reported and left out, or has its default. */
export const readContract: Readonly<Record<ContractKind, (block: ContractBlock) => Contract>> = {
  gene: readGene,
  pathway: readPathway,
  topology: readTopology,
};

function readGene(block: ContractBlock): GeneContract {
  return {
    kind: 'gene',
    ...commonParts(block),
    // Where the family is missing, which is an error, the more careful treatment is the default.
    family: attribute(block, 'is', 'family')?.text === 'diagnostic' ? 'diagnostic' : 'configuration',
    risk: readRisk(block),
    gives: fieldsOf(block, 'gives'),
    before: section(block, 'before', readBullets, []),
    after: section(block, 'after', readBullets, []),
    failsWhen: section(block, 'fails when', readFailures, []),
    unhealthyWhen: section(block, 'unhealthy when', readBullets, []),
    verify: section(block, 'verify', readVerify, undefined),
    feeds: section(block, 'feeds', readFeeds, []),
    connects: section(block, 'connects', readConnections, []),
    examples: section(block, 'examples', readExamples, []),
  };
}

function readPathway(block: ContractBlock): PathwayContract {
  const { faults } = block;
  return {
    kind: 'pathway',
    ...commonParts(block),
    risk: readRisk(block),
    provides: readProvides(block),
    steps: section(block, 'steps', readSteps, []),
    requires: section(block, 'requires', readRequirements, []),
    verify: section(block, 'verify', readVerify, undefined),
    onFailure: section(
      block,
      'on failure',
      (entry) => onlyPolicy(readPolicies(entry, pathwayFailurePolicies, faults), faults),
      undefined,
    ),
    examples: section(block, 'examples', readExamples, []),
  };
}

function readTopology(block: ContractBlock): TopologyContract {
  const { faults } = block;
  return {
    kind: 'topology',
    ...commonParts(block),
    has: section(block, 'has', readResources, []),
    verify: section(block, 'verify', readVerify, undefined),
    onFailure: section(block, 'on failure', (entry) => readPolicies(entry, topologyFailurePolicies, faults), []),
  };
}

function readRisk(block: ContractBlock): Risk {
  const text = attribute(block, 'risk', 'risk')?.text;
  return risks.find((risk) => risk === text) ?? 'none';
}
