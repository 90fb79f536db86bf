import { type AddressInfo, createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that was free a moment ago, for programs that can't choose one
 * themselves. Each is handed out once in a process.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (!handedOut.has(port)) {
      handedOut.add(port);
      return port;
    }
  }
}

const handedOut = new Set<number>();
