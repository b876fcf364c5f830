// The books: whether each copy says what its log says; and how far the logs are compacted.
import { h } from "/assets/dom.js";
import { act, clock, duration, readAll, services, sure } from "./operator.js";

export const title = () => "Books";

export async function look() {
  const [books, logs] = await Promise.all([readAll("verification"), readAll("compaction", services.filter((name) => name.endsWith("-commands")))]);
  return { books, logs };
}

export const draw = (query, { books, logs }) => [
  h("p", { class: "faint" }, "Each service compares its tables with the logs that fill them, from time to time, and when it is asked to."),
  h("p", {}, h("button", { class: "main", onclick: () => act(services, "verification", {}, () => "All books are being compared.") }, "Compare all now")),
  h("div", { class: "columns" }, books.map(({ service, body }) =>
    h("section", { "data-key": service },
      h("h2", {}, service),
      body ? [h("ul", { class: "plain" }, body.books.map(drawBook)), buttons(service, body)] : h("p", { class: "bad" }, "does not answer")))),
  h("h2", {}, "Compaction"),
  h("p", { class: "faint" }, "Events that newer ones have replaced leave the log when they are old enough."),
  h("div", { id: "compaction", class: "columns" }, logs.map(drawLog)),
];

function drawLog({ service, body }) {
  if (!body) return h("p", { "data-key": service, class: "bad" }, `${service} does not answer`);
  const { stream, head, compacted, remaining, percent, secondsLeft, removed, stopped } = body;
  const left = remaining === 0 ? "nothing else is old enough" : `${percent} %, ${remaining} to go${secondsLeft === null ? "" : `, about ${duration(secondsLeft)} left`}`;
  return h("section", { "data-key": service, "aria-label": `Compaction of ${stream}` },
    h("p", {}, h("strong", {}, stream), ` is compacted up to ${compacted} of ${head}: `,
      h("span", { class: remaining > 0 ? "waiting" : "good" }, left), h("span", { class: "faint" }, `; ${removed} events removed since the start`)),
    remaining > 0 && h("p", {}, h("progress", { max: compacted + remaining, value: compacted, "aria-label": `Compacted of ${stream}` })),
    stopped && h("p", { class: "waiting" }, `Stopped by ${stopped.by}, ${clock(stopped.at)}`),
    h("p", { class: "row" },
      h("button", { "data-key": "start", "aria-label": `${stopped ? "Start" : "Compact now"}: ${stream}`, onclick: () => compact(service, "start", `The log of ${stream} is being compacted.`) },
        stopped ? "Start" : "Compact now"),
      !stopped && h("button", { "data-key": "stop", "aria-label": `Stop: ${stream}`, onclick: () => stop(service, stream) }, "Stop")));
}

const compact = (service, action, done) => act(service, "compaction", { body: { action } }, () => done);

async function stop(service, stream) {
  if (await sure(`The log of ${stream} will grow until somebody starts its compaction again.`, service)) {
    await compact(service, "stop", "It is stopped.");
  }
}

function drawBook({ name, verifiedAt, ageSeconds, rows, differences, repaired, waits, pending }) {
  const compared = verifiedAt !== null && waits === null;
  const found = differences.length === 0 ? "equal" : `${differences.length} difference${differences.length === 1 ? "" : "s"}`;
  const kind = !compared ? "waiting" : differences.length === 0 ? "good" : "bad";
  return h("li", { "data-key": name },
    h("strong", {}, name), " ",
    h("span", { class: kind }, compared ? `${kind === "good" ? "✓" : "✗"} ${found}` : `not compared${waits ? `: ${waits}` : ""}`),
    compared && h("span", { class: "faint" }, ` ${rows} rows, ${duration(ageSeconds)} ago`),
    pending && h("span", { class: "waiting" }, " comparing …"),
    repaired.length > 0 && h("details", {}, h("summary", {}, `${repaired.length} repaired`), h("ul", {}, repaired.map((line) => h("li", {}, line)))),
    differences.length > 0 && h("ul", {}, differences.map((line) => h("li", {}, line))));
}

const buttons = (service, body) =>
  h("p", { class: "row" },
    h("button", { "data-key": "now", "aria-label": `Compare ${service} now`,
      onclick: () => act(service, "verification", {}, () => `The books of ${service} are being compared.`) }, "Compare now"),
    body.books.some(({ differences }) => differences.length > 0) &&
      h("button", { "data-key": "repair", "aria-label": `Repair ${service}`, onclick: () => repair(service) }, "Repair"));

async function repair(service) {
  if (await sure(`Copies in ${service} that differ will get what their newest events say.`, service)) {
    await act(service, "verification?repair=true", {}, () => `The books of ${service} are being repaired.`);
  }
}
