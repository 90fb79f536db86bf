/** For the tests, which are TypeScript; runtime.js itself has to run on Node 18. */
export const root: string;
/** @param version such as `24.21.0` */
export function isNewEnough(version: string): boolean;
export function findNode(): string | undefined;
export function run(file: string, args: readonly string[]): Promise<void>;
