const width = 30;

/**
 * One line of progress: `label [#####-----]  50 %`. On a terminal it stays in its line.
 *
 * @param {string} label
 * @param {NodeJS.WriteStream} output
 */
export function createProgressBar(label, output = process.stdout) {
  let shown = "";
  return {
    /**
     * @param {number} done
     * @param {number} total
     * @param {string} note
     */
    show(done, total, note = "") {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const full = Math.round(share * width);
      const bar = "#".repeat(full) + "-".repeat(width - full);
      const line = `  ${label.padEnd(24)} [${bar}] ${String(Math.round(share * 100)).padStart(3)} % ${note}`;
      if (line === shown) return;
      shown = line;
      output.write(output.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    end() {
      if (output.isTTY) output.write("\n");
    },
  };
}
