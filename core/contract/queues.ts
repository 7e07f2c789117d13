/** Task queues by the resource that their work needs. */
export const QUEUES = {
  cpu: 'storyloom-cpu',
  gpu: 'storyloom-gpu',
  io: 'storyloom-io',
  orchestrator: 'storyloom-orchestrator',
} as const;

/** Short name of a queue, as in `storyloom worker --queue cpu,gpu`. */
export type QueueName = keyof typeof QUEUES;
