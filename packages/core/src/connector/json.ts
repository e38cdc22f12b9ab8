/** What survives `JSON.parse(JSON.stringify(value))` unchanged: checkpoints and options are made of it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };
