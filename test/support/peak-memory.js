// Preloaded into a process under test: its last line on stderr says what it used, memory in MiB at its highest.
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = ((userCPUTime + systemCPUTime) / 1e6).toFixed(2);
  process.stderr.write(`\npeak-mib ${Math.round(maxRSS / 1024)} cpu-seconds ${seconds}\n`);
});
