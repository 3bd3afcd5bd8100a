/** A time of the kernel's clock as people read it: `2026-01-02 03:04:05` (UTC). */
export function kernelTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 19).replace('T', ' ');
}
