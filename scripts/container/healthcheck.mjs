// The container's health check: whether the gateway in it is ready. Exit code 0 or 1.
try {
  const response = await fetch(`http://127.0.0.1:${process.env.PORT ?? "8787"}/readyz`, {
    signal: AbortSignal.timeout(8000),
  });
  console.log(await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
