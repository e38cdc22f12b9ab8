import type { JsonObject, OwnerDeclaration } from "@upload-post/core/connector";
import { html } from "hono/html";
import type { OpenReview, ReviewedDelivery } from "./open-review";
import { type OptionField, optionFields } from "./option-field";

/** What the owner had entered before the page said what is wrong with it. */
export type EnteredValues = ReadonlyMap<string, string>;

/** Everything the page shows. */
export type ReviewFormView = {
  readonly open: OpenReview;
  readonly token: string;
  readonly problems: readonly string[];
  /** `null` on the first showing: then nothing the owner must decide is filled in. */
  readonly entered: EnteredValues | null;
};

/** The page on which an owner sees what is to be posted, decides, and consents. */
export function reviewForm(view: ReviewFormView) {
  const { open, token, problems } = view;
  return html`<h1>Review before posting</h1>
<p>Nothing has been sent anywhere yet. It goes out only if you approve it here.</p>
${
  problems.length === 0
    ? ""
    : html`<div class="problems" role="alert"><h2>Please check</h2><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`
}
<section aria-label="Preview" class="${open.media.length > 1 ? "several" : "preview"}">${open.media.map((media, index) => preview(token, index, media.facts.kind))}</section>
<form method="post" action="/review/${token}">
<input type="hidden" name="digest" value="${open.review.content_digest}">
${open.deliveries.map((reviewed) => deliveryFields(view, reviewed))}
<p class="hint">After you approve, processing may take a few minutes before the post appears on the profile.</p>
<div class="actions">
<button type="submit" name="decision" value="approve">Approve and post</button>
<button type="submit" name="decision" value="reject" class="secondary" formnovalidate>Reject</button>
</div>
</form>`;
}

function preview(token: string, index: number, kind: "video" | "image") {
  const address = `/review/${token}/media/${index}`;
  return kind === "video"
    ? html`<video controls playsinline preload="metadata" src="${address}"></video>`
    : html`<img src="${address}" alt="Photo ${index + 1} of the post">`;
}

function deliveryFields(view: ReviewFormView, reviewed: ReviewedDelivery) {
  const { delivery, connection, account, unavailable, options } = reviewed;
  const name = accountName(reviewed);
  const platform = connection.connector.displayName;
  const prefix = delivery.id;
  const text = view.entered?.get(`${prefix}.text`) ?? delivery.text ?? "";
  const title = view.entered?.get(`${prefix}.title`) ?? delivery.title ?? "";
  const fields = optionFields(options);
  const blocked = account?.blockedBy ?? null;
  return html`<fieldset>
<legend>${platform}: ${name}</legend>
${unavailable === null ? "" : html`<p class="problems">${unavailable}</p>`}
${blocked === null ? "" : html`<p class="problems">${blocked.message}</p>`}
${
  takesTitle(view.open, reviewed)
    ? html`<label for="${prefix}.title">Title</label>
<input type="text" id="${prefix}.title" name="${prefix}.title" value="${title}">`
    : ""
}
<label for="${prefix}.text">Text</label>
<textarea id="${prefix}.text" name="${prefix}.text" rows="4">${text}</textarea>
${fields.map((field) => optionControl(view, reviewed, field))}
${declarationsFor(options, delivery.options).map(declaration)}
</fieldset>`;
}

/** Whose account it is: as the platform says now, or as it said when the account was connected. */
function accountName({ account, connection }: ReviewedDelivery): string {
  const said = account?.account.displayName ?? account?.account.username;
  const stored = connection.account?.displayName ?? connection.account?.username;
  return said ?? stored ?? "this account";
}

/** Whether the platform takes a title for what is to be posted. */
function takesTitle({ media }: Pick<OpenReview, "media">, reviewed: ReviewedDelivery): boolean {
  const kind = media[0]?.facts.kind;
  return reviewed.connection.connector.capabilities.text.some(
    (rule) =>
      rule.field === "title" &&
      rule.treatment === "sent" &&
      rule.mode === reviewed.delivery.mode &&
      rule.media === kind,
  );
}

function optionControl(view: ReviewFormView, { delivery }: ReviewedDelivery, field: OptionField) {
  const id = `${delivery.id}.${field.name}`;
  const suggested = delivery.options[field.name];
  // An owner's decision is never filled in for them: what the caller wished for stands beside it.
  const initial = field.isOwnerDecision ? undefined : suggested;
  const value = view.entered === null ? initial : view.entered.get(id);
  const hint = suggestion(field, suggested);
  return html`<div class="option">${control(field, id, value)}
<p class="hint">${field.description}${hint}</p></div>`;
}

function suggestion(field: OptionField, suggested: unknown): string {
  if (!field.isOwnerDecision || suggested === undefined || suggested === false) return "";
  return suggested === true ? " Suggested: on." : ` Suggested: ${String(suggested)}.`;
}

function control(field: OptionField, id: string, value: unknown) {
  const { control: kind, label, isRequired } = field;
  const required = isRequired ? "required" : "";
  switch (kind.kind) {
    case "choice":
      return html`<label for="${id}">${label}</label>
<select id="${id}" name="${id}" ${required}><option value="">Choose…</option>${kind.choices.map(
        (choice) =>
          html`<option value="${choice}" ${choice === value ? "selected" : ""}>${choice}</option>`,
      )}</select>`;
    case "switch":
      return html`<label class="switch"><input type="checkbox" id="${id}" name="${id}" value="true" ${String(value) === "true" && kind.isOffered ? "checked" : ""} ${kind.isOffered ? "" : "disabled"}> ${label}${kind.isOffered ? "" : " (switched off in the account's own settings)"}</label>`;
    case "number":
      return html`<label for="${id}">${label}</label>
<input type="number" id="${id}" name="${id}" value="${value === undefined ? "" : String(value)}" ${required}>`;
    case "text":
      return html`<label for="${id}">${label}</label>
<input type="text" id="${id}" name="${id}" value="${value === undefined ? "" : String(value)}" ${required}>`;
  }
}

/** Without a script the page cannot follow the choices: every declaration that some choice demands is shown. */
function declarationsFor(
  options: ReviewedDelivery["options"],
  suggested: JsonObject,
): readonly OwnerDeclaration[] {
  const switches = optionFields(options).filter(({ control: { kind } }) => kind === "switch");
  const everything = Object.fromEntries(switches.map(({ name }) => [name, true]));
  const found = new Map<string, OwnerDeclaration>();
  for (const chosen of [suggested, {}, everything]) {
    for (const entry of options.declarations(chosen)) found.set(entry.text, entry);
  }
  return [...found.values()];
}

function declaration({ text, links }: OwnerDeclaration) {
  return html`<p class="declaration">${text} ${links.map(
    ({ label, url }) => html`<a href="${url}" rel="noreferrer" target="_blank">${label}</a> `,
  )}</p>`;
}
