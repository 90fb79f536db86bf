import { startPostfix } from '../../test/peers/postfix.ts';
import type { Peer } from '../peer.ts';

/** Postfix, accepting everything and discarding it: discard(8). A message counts when it has left the queue. */
export const postfix: Peer = {
  name: 'Postfix into discard(8)',
  async start() {
    const running = await startPostfix({
      main: () => 'default_transport = discard:\nrelay_transport = discard:\ndefault_process_limit = 100\n',
      files: {},
      services: '',
    });
    return {
      port: running.port,
      pid: running.pid,
      async drained() {
        while (running.waiting() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      },
      stop: async () => running.stop(),
    };
  },
};
