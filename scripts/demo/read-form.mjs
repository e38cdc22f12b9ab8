/**
 * What a browser would send with the first form of a page: its address and its fields as they stand.
 *
 * @param {string} page HTML.
 * @param {string} address Where the page came from.
 */
export function readForm(page, address) {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page);
  if (form === null) throw new Error(`The page at ${withoutQuery(address)} has no form.`);
  const [, attributes = "", content = ""] = form;
  return {
    action: new URL(attribute(attributes, "action") ?? "", address).href,
    fields: [...inputs(content), ...selects(content), ...textAreas(content)],
  };
}

/** @param {string} content */
function inputs(content) {
  return [...content.matchAll(/<input\b([^>]*)>/gi)].flatMap(([, attributes = ""]) => {
    const name = attribute(attributes, "name");
    const type = attribute(attributes, "type") ?? "text";
    const chosen = !["radio", "checkbox"].includes(type) || /\bchecked\b/.test(attributes);
    if (name === null || !chosen || /\bdisabled\b/.test(attributes)) return [];
    return [{ name, value: attribute(attributes, "value") ?? "" }];
  });
}

/** @param {string} content */
function selects(content) {
  return [...content.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)].flatMap(
    ([, attributes = "", options = ""]) => {
      const name = attribute(attributes, "name");
      const selected = /<option\b([^>]*\bselected\b[^>]*)>/i.exec(options)?.[1] ?? "";
      return name === null ? [] : [{ name, value: attribute(selected, "value") ?? "" }];
    },
  );
}

/** @param {string} content */
function textAreas(content) {
  return [...content.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)].flatMap(
    ([, attributes = "", text = ""]) => {
      const name = attribute(attributes, "name");
      return name === null ? [] : [{ name, value: decode(text) }];
    },
  );
}

/**
 * @param {string} attributes
 * @param {string} name
 */
function attribute(attributes, name) {
  const found = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(attributes)?.[1];
  return found === undefined ? null : decode(found);
}

/** @param {string} text */
function decode(text) {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

/** @param {string} address */
function withoutQuery(address) {
  return address.split("?")[0];
}
