// The newest log lines of all services, or of one, or of one trace.
import { h } from "/assets/dom.js";
import { choice, clock, field, filters, given, read, services, trace } from "./operator.js";

export const title = () => "Logs";

const names = ["service", "level", "trace"];

export const look = (query) => read(`logs?limit=200&${given(query, names)}`).catch((refusal) => ({ refusal }));

export const draw = (query, { lines = [], unanswered = {}, refusal }) => [
  filters("logs", names,
    choice(query, "service", "Service", services), choice(query, "level", "From level", ["ERROR", "WARN", "INFO"]), field(query, "trace", "Trace")),
  refusal && h("p", { class: "bad" }, `Logs are not available. ${refusal.message}`),
  Object.entries(unanswered).map(([service, reason]) => h("p", { class: "bad" }, `${service} does not answer: ${reason}`)),
  !refusal && lines.length === 0 && h("p", {}, "Nothing that matches was logged since the services started."),
  h("ul", { id: "lines", class: "plain" }, lines.toReversed().map(({ time, service, level, message, traceId, stack }) =>
    h("li", {}, h("span", { class: "faint" }, `${clock(time)} ${service} `),
      h("span", { class: { ERROR: "bad", WARN: "waiting" }[level] ?? "faint" }, level), ` ${message} `,
      traceId && trace(traceId),
      stack && h("details", {}, h("summary", {}, "Stack"), h("pre", { tabindex: "0", "aria-label": "Stack" }, stack))))),
];
