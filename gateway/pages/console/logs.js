// The newest log lines of all services, or of one, or of one trace.
import { h } from "/assets/dom.js";
import { clock, read, services } from "./operator.js";

export const title = () => "Logs";

const wanted = (query) => new URLSearchParams(["service", "level", "trace"].filter((name) => query.get(name)).map((name) => [name, query.get(name)]));

export const look = (query) => read(`logs?limit=200&${wanted(query)}`).catch((refusal) => ({ refusal }));

export const draw = (query, { lines = [], unanswered = {}, refusal }) => [
  h("form", { class: "row", onsubmit: (event) => {
    event.preventDefault();
    location.hash = `/logs?${wanted(new URLSearchParams(new FormData(event.currentTarget)))}`;
  } },
    choice(query, "service", services), choice(query, "level", ["ERROR", "WARN", "INFO"]),
    h("div", {}, h("label", { for: "trace" }, "Trace"), h("input", { id: "trace", name: "trace", autocomplete: "off", value: query.get("trace") ?? "" })),
    h("button", {}, "Show")),
  refusal && h("p", { class: "bad" }, `Logs are not available. ${refusal.message}`),
  Object.entries(unanswered).map(([service, reason]) => h("p", { class: "bad" }, `${service} does not answer: ${reason}`)),
  !refusal && lines.length === 0 && h("p", {}, "Nothing that matches was logged since the services started."),
  h("ul", { id: "lines", class: "plain" }, lines.toReversed().map(({ time, service, level, message, traceId, stack }) =>
    h("li", {}, h("span", { class: "faint" }, `${clock(time)} ${service} `),
      h("span", { class: { ERROR: "bad", WARN: "waiting" }[level] ?? "faint" }, level), ` ${message} `,
      traceId && h("a", { href: `#/logs?trace=${traceId}` }, `trace ${traceId}`),
      stack && h("details", {}, h("summary", {}, "Stack"), h("pre", { tabindex: "0", "aria-label": "Stack" }, stack))))),
];

function choice(query, name, values) {
  return h("div", {}, h("label", { for: name }, name === "service" ? "Service" : "From level"),
    h("select", { id: name, name }, h("option", { value: "" }, "all"),
      values.map((value) => h("option", { value, selected: value === query.get(name) }, value))));
}
