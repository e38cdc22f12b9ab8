// Loaded into a gateway before anything else (`node --expose-gc --import`): on SIGUSR2 it collects all
// garbage and says what is left, since memory that is only not collected yet is no leak. As a last resort:
// any other collection keeps the emptied pages for later.
process.on("SIGUSR2", () => {
  globalThis.gc({ type: "major", execution: "sync", flavor: "last-resort" });
  const { heapUsed: heapBytes, rss: residentBytes } = process.memoryUsage();
  process.stdout.write(`memory ${JSON.stringify({ heapBytes, residentBytes })}\n`);
});
