import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, expect } from 'vitest';
import type { Desk } from './set-up.ts';

export const hasTerminal = spawnSync('tmux', ['-V']).status === 0;

/** A program in a terminal of its own, by way of tmux: keys go in, and what stands on the screen comes out. */
export class Terminal {
  readonly #socket: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(desk: Desk, command: string) {
    this.#socket = path.join(desk.home, 'tmux');
    this.#environment = desk.environment;
    onTestFinished(() => {
      this.#tmux('kill-server');
    });
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', '150', '-y', '50', '-c', desk.genome, command);
  }

  /** @param keys by tmux's names; text as it is */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** Leaves a pause: a key right behind it would be read as one held with Alt. */
  async escape(): Promise<void> {
    this.press('Escape');
    await sleep(200);
  }

  type(text: string): void {
    this.#tmux('send-keys', '-l', text);
  }

  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  async shows(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.screen(), { timeout: 30_000 }).toMatch(text);
  }

  #tmux(...args: readonly string[]): string {
    return spawnSync('tmux', ['-S', this.#socket, ...args], { env: this.#environment, encoding: 'utf8' }).stdout;
  }
}
