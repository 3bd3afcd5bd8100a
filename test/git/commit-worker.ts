/** Run by a test as a process of its own: adds one to the file `counter` some times, each as a commit. */
import { decideAndCommit } from '../../src/git/decide-and-commit.ts';
import { findRepository } from '../../src/git/repository.ts';

const [root = '', name = '', count = '0'] = process.argv.slice(2);
const repository = await findRepository(root);
for (let i = 0; i < Number(count); i += 1) {
  await decideAndCommit(
    repository,
    'HEAD',
    async ({ tree }) => {
      const counter = Number(new TextDecoder().decode(await tree?.read('counter')));
      return {
        changes: new Map([['counter', new TextEncoder().encode(String(counter + 1))]]),
        message: `${name}-${i}`,
      };
    },
    100,
  );
}
