const checkMs = 500;

/**
 * Ends this process by SIGTERM when the shell that npm put above it is gone. npm passes signals to
 * that shell only, which dies without telling us: the service would run on without its npm.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function endWithNpm(env) {
  if (env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(check);
    process.kill(process.pid, "SIGTERM");
  }, checkMs);
  check.unref();
}
