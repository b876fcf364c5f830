// What an operator asks of the services, through the gateway, and does there.
import { ask, Refusal } from "/assets/api.js";
import { h, set } from "/assets/dom.js";

export const services = ["users", "products", "orders"].flatMap((domain) => [`${domain}-commands`, `${domain}-queries`]);

const limit = 4000; // ms; a service that hangs must not stop the others
const at = (id) => document.getElementById(id);

let forget;

/** Says what happened, for as long as it takes to read. */
export function news(text) {
  clearTimeout(forget);
  set(at("news"), text);
  forget = setTimeout(() => set(at("news"), ""), 10_000);
}

export const read = async (path) => (await ask(`/ops/${path}`, { signal: AbortSignal.timeout(limit) })).body;

/** Asks services at once. Each has a body or a refusal. */
export const readAll = (path, names = services) =>
  Promise.all(names.map(async (service) => {
    try {
      return { service, body: await read(`services/${service}/${path}`) };
    } catch (refusal) {
      return { service, refusal };
    }
  }));

let traces; // the address of a trace, with {trace} for its id; null if the services know none

/** Asks once where traces are shown; again if nobody answers. */
export async function lookForTraces() {
  if (traces !== undefined) return;
  const body = await Promise.any(services.map((service) => read(`services/${service}/info`))).catch(() => null);
  if (body) traces = body.traces ?? null;
}

/** The log lines of a trace, and the trace itself where it is shown somewhere. */
export const trace = (id) => [
  h("a", { href: `#/logs?trace=${id}` }, `trace ${id}`),
  traces && [" ", h("a", { href: traces.replace("{trace}", id), "aria-label": `Spans of ${id}` }, "spans")],
];

/** The place where all traces are shown, or null. */
export const placeOfTraces = () => traces && new URL("..", traces).href;

/** Sends a command to one service or more, says what came of it, and lets the page look again. */
export async function act(names, path, { method = "POST", body = {} }, tell) {
  const said = await Promise.all([names].flat().map(async (service) => {
    try {
      return tell((await ask(`/ops/services/${service}/${path}`, { method, body })).body, service);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return `${service}: ${meanings[refusal.status] ?? refusal.message}`;
    }
  }));
  news([...new Set(said)].join(" "));
  dispatchEvent(new Event("acted"));
}

const meanings = { 404: "There is no such thing any more.", 409: "There is nothing of that to do any more, or it cannot be done now.", 422: "It failed again; its error is shown." };

/** Whether the person types this word in answer to a question. */
export function sure(question, word) {
  const dialog = at("sure");
  set(at("question"), question);
  set(dialog.querySelector("label"), `Type “${word}” to go on`);
  at("word").value = dialog.returnValue = "";
  at("go").disabled = true;
  at("word").oninput = () => (at("go").disabled = at("word").value.trim() !== word);
  at("stay").onclick = () => dialog.close();
  dialog.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    dialog.close("go");
  };
  dialog.showModal();
  return new Promise((decide) => (dialog.onclose = () => decide(dialog.returnValue === "go")));
}

export function duration(seconds) {
  if (seconds < 120) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export const clock = (instant) => (instant ? new Date(instant).toLocaleString() : "never");

/** What a form says, or an address, of these fields; those without a value are left out. */
export const given = (source, names) => new URLSearchParams(names.filter((name) => source.get(name)).map((name) => [name, source.get(name)]));

/** A form whose fields become the address of the screen. */
export const filters = (screen, names, ...fields) =>
  h("form", { class: "row", onsubmit: (event) => {
    event.preventDefault();
    location.hash = `/${screen}?${given(new FormData(event.currentTarget), names)}`;
  } }, fields, h("button", {}, "Show"));

export const field = (query, name, label, attributes = {}) =>
  h("div", {}, h("label", { for: name }, label), h("input", { id: name, name, autocomplete: "off", value: query.get(name) ?? "", ...attributes }));

export const choice = (query, name, label, values) =>
  h("div", {}, h("label", { for: name }, label),
    h("select", { id: name, name }, h("option", { value: "" }, "all"),
      values.map((value) => h("option", { value, selected: value === query.get(name) }, value))));
