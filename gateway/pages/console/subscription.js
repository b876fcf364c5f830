// One subscription: pause, resume, rebuild, and setting aside an event that no release knows.
import { h } from "/assets/dom.js";
import { behind, curves, legend, perSecond } from "./map.js";
import { act, clock, duration, readAll, sure } from "./operator.js";
import { find, isForeign, offsetOf, rate, state } from "./readings.js";

export const title = (query) => `Subscription ${query.get("name")}`;

export async function look(query) {
  const name = query.get("name");
  const one = find(name);
  const [{ body }] = one && !isForeign(one) ? await readAll(`subscriptions/${name}?limit=10`, [one.subscriber]) : [{}];
  return { messages: body?.messages ?? [] };
}

export function draw(query, { messages }) {
  const one = find(query.get("name"));
  if (!one) return h("p", {}, "No service that answers knows this subscription.");
  const [words, kind] = state(one);
  const facts = {
    State: h("span", { class: kind }, words),
    Stream: `${one.stream}, of ${one.publisher}; head ${one.head ?? "not known"}`,
    Offset: `${offsetOf(one) ?? "not known"}, ${behind(one)}, ${perSecond(rate(one.readings, "position"))}`,
    List: !isForeign(one) && (one.queued === null ? "Redis does not answer" : `${one.queued} entries`),
    "Applied by": isForeign(one) ? "a program of your own" : one.owner ?? "nobody now",
    Paused: one.paused && `by ${one.paused.by}, ${clock(one.paused.at)}`,
    "Waits for": one.waitingFor,
    "Dead letters": !isForeign(one) && h("a", { href: `#/dead-letters?subscription=${one.name}` }, one.deadLetters),
  };
  return [
    h("dl", { class: "facts" }, Object.entries(facts).filter(([, fact]) => fact).map(([name, fact]) => [h("dt", {}, name), h("dd", {}, fact)])),
    h("div", { class: "box wide" }, curves(one)),
    legend(),
    isForeign(one) ? h("p", {}, "None of the services applies it. Stop it, start it and rebuild it where it runs.") : commands(one, messages),
  ];
}

const commands = (one, messages) => [
  one.rebuild && progress(one),
  h("p", { class: "row" },
    one.paused
      ? h("button", { class: "main", "data-key": "resume", onclick: () => order(one, "resume", "It goes on.") }, "Resume")
      : h("button", { "data-key": "pause", onclick: () => pause(one) }, "Pause"),
    h("button", { "data-key": "rebuild", onclick: () => rebuild(one) }, "Rebuild"),
    one.rebuild && h("button", { "data-key": "stop-rebuild", onclick: () => stopRebuild(one) }, "Stop the rebuild"),
    one.waitingFor && h("button", { "data-key": "aside", onclick: () => setAside(one) }, "Set the event aside")),
  list(messages),
  h("p", { class: "faint" }, "While it is paused, events wait in the list and in the log, and none is lost. A rebuild applies the stream from its ",
    "beginning beside the rows that serve: no view is empty or older than before."),
];

const list = (messages) =>
  h("details", { "data-key": "list" },
    h("summary", {}, "The oldest entries of its list"),
    messages.length === 0 && h("p", {}, "The list is empty."),
    messages.map(({ position, envelope }) => h("pre", { tabindex: "0", "aria-label": `Entry ${position ?? "of somebody else"}` }, JSON.stringify(envelope, null, 2))));

function progress(one) {
  const { target, remaining, percent, secondsLeft } = one.rebuild;
  const left = remaining > 0 && secondsLeft > 0 ? `, about ${duration(secondsLeft)} left` : "";
  return h("p", { id: "progress" },
    h("progress", { max: 100, value: percent, "aria-label": "Rebuilt" }),
    target === null ? " The publisher is asked how far it has to go." : ` ${percent} %: ${remaining} of ${target} positions remain${left}.`);
}

const order = (one, action, done) => act(one.subscriber, `subscriptions/${one.name}`, { body: { action } }, () => done);

async function pause(one) {
  if (await sure(`${one.subscriber} will apply no event of ${one.stream} until somebody resumes it.`, one.name)) {
    await order(one, "pause", "It is paused.");
  }
}

async function rebuild(one) {
  if (await sure(`${one.subscriber} will apply all of ${one.stream} again. Its open dead letters are set aside meanwhile.`, one.name)) {
    await order(one, "rebuild", "The rebuild has begun.");
  }
}

async function stopRebuild(one) {
  if (await sure(`${one.subscriber} will go on with ${one.stream} where it was. What the rebuild has not reached stays as it is.`, one.name)) {
    await order(one, "stop-rebuild", "The rebuild is stopped. The books are compared, and rows that differ repaired.");
  }
}

async function setAside(one) {
  const event = one.waitingFor.slice(one.waitingFor.indexOf(":") + 1);
  if (await sure(`The subscription will pass event ${event}, which becomes a dead letter.`, one.name)) {
    await act(one.subscriber, `subscriptions/${one.name}/${event}`, {}, () => "The event is set aside.");
  }
}
