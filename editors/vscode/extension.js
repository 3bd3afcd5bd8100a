// Starts `sg lsp` for .sg files. Everything the editor shows comes from there.
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function activate() {
  const command = workspace.getConfiguration('sg').get('path', 'sg');
  client = new LanguageClient(
    'sg',
    'Software Genomics',
    { command, args: ['lsp'] },
    { documentSelector: [{ scheme: 'file', language: 'sg' }] },
  );
  return client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
