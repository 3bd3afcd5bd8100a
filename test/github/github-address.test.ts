import { describe, expect, it } from 'vitest';
import { githubAddress } from '../../src/github/github-address.ts';

describe('githubAddress', () => {
  it.each([
    ['https://github.com/octo/genome.git', 'octo', 'genome', 'https://api.github.com'],
    ['https://github.com/octo/genome', 'octo', 'genome', 'https://api.github.com'],
    ['https://x:token@github.com/octo/genome.git/', 'octo', 'genome', 'https://api.github.com'],
    ['git@github.com:octo/genome.git', 'octo', 'genome', 'https://api.github.com'],
    ['ssh://git@github.com:22/octo/genome.git', 'octo', 'genome', 'https://api.github.com'],
    ['https://git.example.com/net/genome.git', 'net', 'genome', 'https://git.example.com/api/v3'],
    ['git@git.example.com:net/gen.ome.git', 'net', 'gen.ome', 'https://git.example.com/api/v3'],
    ['http://127.0.0.1:4000/octo/genome.git', 'octo', 'genome', 'http://127.0.0.1:4000/api/v3'],
  ])('%s', (url, owner, repo, apiUrl) => {
    expect(githubAddress(url)).toEqual({ owner, repo, apiUrl });
  });

  it('takes the API from where it is told to', () => {
    expect(githubAddress('git@proxy:octo/genome', 'https://api.example.com/').apiUrl).toBe('https://api.example.com');
  });

  it.each([
    '',
    '/srv/genome.git',
    'https://github.com/octo',
    'https://github.com/octo/..',
    'https://github.com/../genome',
    'https://github.com/oc%2Fto/genome',
    'file:///srv/octo/genome',
    'git@github.com:octo/gen ome',
  ])('refuses %j', (url) => {
    expect(() => githubAddress(url)).toThrow(expect.objectContaining({ code: 'not-a-github-remote' }));
  });

  it('does not repeat a token in its message', () => {
    expect(() => githubAddress('https://x:ghp_secret@github.com/octo')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('ghp_secret') as unknown }),
    );
  });
});
