// The books: whether each copy says what its log says.
import { h } from "/assets/dom.js";
import { act, duration, readAll, services, sure } from "./operator.js";

export const title = () => "Books";

export const look = () => readAll("verification");

export const draw = (query, answers) => [
  h("p", { class: "faint" }, "Each service compares its tables with the logs that fill them, every 15 minutes, and when it is asked to."),
  h("p", {}, h("button", { class: "main", onclick: () => act(services, "verification", {}, () => "All books are being compared.") }, "Compare all now")),
  h("div", { class: "columns" }, answers.map(({ service, body }) =>
    h("section", { "data-key": service },
      h("h2", {}, service),
      body ? [h("ul", { class: "plain" }, body.books.map(drawBook)), buttons(service, body)] : h("p", { class: "bad" }, "does not answer")))),
];

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
    h("button", { "data-key": "now", disabled: body.pending, "aria-label": `Compare ${service} now`,
      onclick: () => act(service, "verification", {}, () => `The books of ${service} are being compared.`) }, "Compare now"),
    body.books.some(({ differences }) => differences.length > 0) &&
      h("button", { "data-key": "repair", disabled: body.pending, "aria-label": `Repair ${service}`, onclick: () => repair(service) }, "Repair"));

async function repair(service) {
  if (await sure(`Copies in ${service} that differ will get what their newest events say.`, service)) {
    await act(service, "verification?repair=true", {}, () => `The books of ${service} are being repaired.`);
  }
}
