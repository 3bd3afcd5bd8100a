import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** `__O_TMPFILE` (include/uapi/asm-generic/fcntl.h), which Node has no name for. */
const tmpfile = 0o20_000_000 | constants.O_DIRECTORY;

/** Whoever writes does so at the end, which is the beginning once it was taken. */
const flags = tmpfile | constants.O_RDWR | constants.O_APPEND;

/** In memory where that is possible. */
const places = ['/dev/shm', tmpdir()];

/** A file that no folder lists: it is gone with the last process that holds it, however that ends. */
export class UnnamedFile {
  readonly fd: number;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** @returns undefined where no file system has such files */
  static open(): UnnamedFile | undefined {
    for (const place of places) {
      try {
        return new UnnamedFile(openSync(place, flags, 0o600));
      } catch {
        // The next one may.
      }
    }
    return undefined;
  }

  /** In place of all it held. */
  write(text: string): void {
    ftruncateSync(this.fd);
    if (text !== '') writeSync(this.fd, text);
  }

  /** All it holds, which it no longer does then. @returns undefined when that is as much as `longest` bytes */
  take(longest: number): string | undefined {
    const { size } = fstatSync(this.fd);
    if (size === 0) return '';
    const bytes = Buffer.allocUnsafe(Math.min(size, longest));
    const length = readSync(this.fd, bytes, 0, bytes.length, 0);
    ftruncateSync(this.fd);
    return size < longest ? bytes.toString('utf8', 0, length) : undefined;
  }

  close(): void {
    closeSync(this.fd);
  }
}
