import { connectorModules } from "../connectors";
import { gatewayVariables } from "./gateway-variables";
import type { Variable } from "./variable";

/** Every variable that the gateway and its connectors read, for documentation and checks. */
function allVariables(): readonly (readonly [string, Variable<unknown>])[] {
  return [gatewayVariables, ...connectorModules.map(({ variables }) => variables)].flatMap(
    (table) => Object.entries(table),
  );
}

/** The operator's table in Markdown, as `docs/operating-the-gateway.md` shows it. */
export function variableTableMarkdown(): string {
  const rows = allVariables().map(([name, { meaning, defaultText, secret }]) => {
    const names = secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
    return `| ${names} | ${meaning} | ${defaultText} |`;
  });
  return ["| name | meaning | default |", "| --- | --- | --- |", ...rows].join("\n");
}
