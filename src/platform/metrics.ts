import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows (Prometheus text). Label values come from closed sets only, never from mail. */
export interface Metrics {
  /** One message or recipient decided: disposition and effect. */
  decided(decision: string, milliseconds: number): void;
  /** One attempt to deliver ended. */
  delivered(state: string): void;
  text(gauges: { queueWaiting: number; queueOldestSeconds: number; connections: number }): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const decisions = new Counter({
    name: 'passerelle_decisions_total',
    help: 'Messages decided at DATA, one for each recipient',
    labelNames: ['decision'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'passerelle_decision_seconds',
    help: 'From the first octet of a message to its answer',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'passerelle_deliveries_total',
    help: 'Delivery attempts that ended',
    labelNames: ['state'],
    registers: [registry],
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const waiting = gauge('passerelle_queue_waiting', 'Outgoing jobs not delivered yet');
  const oldest = gauge('passerelle_queue_oldest_seconds', 'Age of the oldest outgoing job');
  const connections = gauge('passerelle_smtp_connections', 'SMTP connections open');
  return {
    decided(decision, milliseconds) {
      decisions.inc({ decision });
      duration.observe(milliseconds / 1000);
    },
    delivered(state) {
      deliveries.inc({ state });
    },
    text(gauges) {
      waiting.set(gauges.queueWaiting);
      oldest.set(gauges.queueOldestSeconds);
      connections.set(gauges.connections);
      return registry.metrics();
    },
  };
}
