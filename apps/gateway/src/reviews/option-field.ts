import type { JsonObject, PostOptions } from "@upload-post/core/connector";
import { z } from "zod";

/** The parts of JSON Schema that connectors use for options; anything else is not offered on the page. */
const propertySchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string()).transform(firstType)]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  const: z.union([z.string(), z.boolean(), z.number()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

/** An option that may be null is offered as what it is otherwise. */
function firstType(types: readonly string[]): string {
  return types.find((type) => type !== "null") ?? "null";
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/** One option as a field of a form. */
export type OptionField = {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Never preselected: the owner chooses by hand. */
  readonly isOwnerDecision: boolean;
  readonly control:
    | { readonly kind: "choice"; readonly choices: readonly string[] }
    | { readonly kind: "switch"; readonly isOffered: boolean }
    | { readonly kind: "number"; readonly minimum: number | null; readonly maximum: number | null }
    | { readonly kind: "text" };
};

/** The form fields of a connector's options, in the order of its schema. */
export function optionFields(
  options: Pick<PostOptions, "jsonSchema" | "ownerDecisions">,
): OptionField[] {
  const { properties, required } = objectSchema.parse(options.jsonSchema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    label: property.title ?? name,
    description: property.description ?? "",
    isRequired: required.includes(name),
    isOwnerDecision: options.ownerDecisions.includes(name),
    control: controlFor(property),
  }));
}

function controlFor(property: z.infer<typeof propertySchema>): OptionField["control"] {
  if (property.enum !== undefined) return { kind: "choice", choices: property.enum };
  if (typeof property.const === "string") return { kind: "choice", choices: [property.const] };
  if (property.type === "boolean") return { kind: "switch", isOffered: property.const !== false };
  if (property.type === "integer" || property.type === "number") {
    return {
      kind: "number",
      minimum: property.minimum ?? null,
      maximum: property.maximum ?? null,
    };
  }
  return { kind: "text" };
}

/** What the owner chose, from the form's fields; empty fields are left out. */
export function readOptions(
  fields: readonly OptionField[],
  enteredFor: (name: string) => string | undefined,
): JsonObject {
  const chosen: Record<string, string | number | boolean> = {};
  for (const { name, control } of fields) {
    const value = enteredFor(name);
    if (control.kind === "switch") chosen[name] = value === "true";
    else if (value !== undefined && value !== "") {
      chosen[name] = control.kind === "number" ? Number(value) : value;
    }
  }
  return chosen;
}
