// Dead letters: events that could not be applied, to try again or to give up; and what operators have done.
import { h } from "/assets/dom.js";
import { act, choice, clock, field, filters, given, readAll, sure, trace } from "./operator.js";
import { isForeign, subscriptions } from "./readings.js";

export const title = () => "Dead letters";

const names = ["subscription", "type", "error"];

export async function look(query) {
  const [letters, actions] = await Promise.all([readAll(`deadletters?${given(query, names)}`, subscribers(query)), readAll("operatoractions")]);
  return {
    letters: letters.flatMap(({ service, body }) => (body?.letters ?? []).map((letter) => ({ ...letter, service }))),
    actions: actions.flatMap(({ service, body }) => (body?.actions ?? []).map((action) => ({ ...action, service })))
      .sort((a, b) => (a.at < b.at ? 1 : -1)),
  };
}

const subscribers = (query) => [...new Set(subscriptions()
  .filter((one) => !isForeign(one) && one.name === (query.get("subscription") || one.name)).map(({ subscriber }) => subscriber))];

export function draw(query, { letters, actions }) {
  return [
    filters("dead-letters", names,
      choice(query, "subscription", "Subscription", subscriptions().filter((one) => !isForeign(one)).map(({ name }) => name)),
      field(query, "type", "Type", { list: "types" }),
      h("datalist", { id: "types" }, [...new Set(letters.map(({ type }) => type))].map((type) => h("option", { value: type }))),
      field(query, "error", "Error contains")),
    letters.length === 0
      ? h("p", { id: "none" }, "There are none that match.")
      : h("p", { class: "row" },
          h("button", { "data-key": "retry", onclick: () => doAll(query, letters, "replay", "retried") }, "Retry all that match"),
          h("button", { "data-key": "discard", onclick: () => doAll(query, letters, "discard", "discarded") }, "Discard all that match")),
    h("ul", { id: "letters", class: "plain" }, letters.map(drawLetter)),
    h("h2", {}, "What operators have done"),
    actions.length === 0 && h("p", { class: "faint" }, "Nothing is on record."),
    h("ul", { id: "actions", class: "plain" }, actions.map((action) =>
      h("li", {}, h("span", { class: "faint" }, `${clock(action.at)}, ${action.by === "-" ? "somebody without a token" : action.by}: `),
        `${action.action} ${action.subject}`, h("span", { class: "faint" }, ` at ${action.service}: `), action.result ?? "no result"))),
  ];
}

function drawLetter(letter) {
  const { service, subscription, eventId, type, subject, attempts, fatal, error, stack, time, createdAt, traceId, position, envelope } = letter;
  const what = `${type} of ${subject}`;
  return h("li", { class: "box", "data-key": `${subscription} ${eventId}` },
    h("h2", {}, what),
    h("p", { class: "faint" }, `${subscription}, position ${position}, ${attempts} attempts${fatal ? ", the last one did not return" : ""}; ${clock(createdAt)}`),
    h("p", { class: "bad" }, (error ?? "").split("\n")[0]),
    h("details", {},
      h("summary", {}, "Event and error"),
      h("p", {}, `Event ${eventId}, of ${clock(time)}`, traceId && [", ", trace(traceId)]),
      h("pre", { tabindex: "0", "aria-label": `Event: ${what}` }, JSON.stringify(envelope, null, 2)),
      h("pre", { tabindex: "0", "aria-label": `Error: ${what}` }, stack ? `${error}\n\n${stack}` : error)),
    h("p", { class: "row" },
      h("button", { "aria-label": `Retry ${what}`, onclick: () => act(service, `deadletters/${eventId}`, {}, () => "The event is applied.") }, "Retry"),
      h("button", { "aria-label": `Discard ${what}`, onclick: () => discard(service, eventId, what) }, "Discard")));
}

async function discard(service, eventId, what) {
  if (await sure(`Nobody will try ${what} again. The record of it stays for a while.`, "discard")) {
    await act(service, `deadletters/${eventId}`, { method: "DELETE", body: undefined }, () => "The letter is discarded.");
  }
}

async function doAll(query, letters, action, done) {
  const scope = `All dead letters that match will be ${done}: at least ${letters.length}.`;
  if (await sure(scope, action === "replay" ? "retry" : "discard")) {
    const told = (body, service) => `${service}: ${body.done} of ${body.matched} ${done}${body.left > 0 ? `, ${body.left} left; ask again` : ""}.`;
    await act([...new Set(letters.map(({ service }) => service))], `deadletters?${given(query, names)}`, { body: { action } }, told);
  }
}
