import { spawn } from 'node:child_process';

/**
 * Runs a program with the terminal's own streams.
 * @returns {Promise<number>} its exit status; 70 when it could not start or was killed
 */
export function runProgram(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(70);
    });
    child.on('close', (status) => {
      resolve(status ?? 70);
    });
  });
}

/** The path of a program that a development dependency brings. */
export function tool(name) {
  return new URL(`../node_modules/.bin/${name}`, import.meta.url).pathname;
}

export const root = new URL('..', import.meta.url).pathname;
