import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { InitializeResult } from 'vscode-languageserver';
import { projectRoot } from '../helpers/project-root.ts';

test('sg lsp speaks the protocol on its streams, and ends when the client says so', async () => {
  const server = spawn(process.execPath, [path.join(projectRoot, 'bin/run.js'), 'lsp', '--stdio'], {
    cwd: projectRoot,
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  const answer = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(answer.serverInfo?.name).toBe('sg');
  expect(answer.capabilities.renameProvider).toEqual({ prepareProvider: true });
  await connection.sendRequest('shutdown');
  const ended = once(server, 'exit');
  await connection.sendNotification('exit');
  expect((await ended)[0]).toBe(0);
  connection.dispose();
});
