import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { checkedOptions } from '../../../src/arena/static/type-checker.ts';
import { projectRoot } from '../../helpers/project-root.ts';

it('checks with the options authors have in genome/tsconfig.json', () => {
  const file = path.join(projectRoot, 'genome', 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file));
  // The arena brings a library of its own.
  const shared = Object.entries(options).filter(([name]) => name !== 'lib' && name !== 'configFilePath');
  expect(checkedOptions).toEqual(Object.fromEntries(shared));
});
