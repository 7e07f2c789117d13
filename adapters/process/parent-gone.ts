/**
 * Calls back when the process that forked this one is gone, once. Also when it went while this one was still being loaded:
 * the event is lost then, since nobody listened yet. Never in a process without a channel to its parent.
 */
export function onParentGone(work: () => void): void {
  if (process.connected === false) work();
  else process.once('disconnect', work);
}
