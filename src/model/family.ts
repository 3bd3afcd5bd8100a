/** Configuration genes change the world; diagnostic genes only observe it. */
export type Family = 'configuration' | 'diagnostic';
