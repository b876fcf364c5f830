// Orders that have waited for too long, and the way of one order through the services.
import { h } from "/assets/dom.js";
import { clock, duration, field, filters, given, readAll } from "./operator.js";
import { find } from "./readings.js";

export const title = () => "Orders";

const names = ["order", "seconds"];
const passed = ["orders-commands", "products-commands", "orders-queries"];

export async function look(query) {
  const order = query.get("order");
  const [[undecided], ...answers] = await Promise.all([
    readAll(`undecided?${given(query, ["seconds"])}`, [passed[0]]),
    ...(/^\d{1,16}$/.test(order) ? ["order", "reservation"] : []).map((aggregate) => readAll(`history/${aggregate}/${order}`, passed)),
  ]);
  return { undecided: undecided.body, answers: answers.flat() };
}

export const draw = (query, { undecided, answers }) => [
  filters("orders", names,
    field(query, "order", "Order", { inputmode: "numeric", pattern: "[0-9]{1,16}" }),
    field(query, "seconds", "Undecided for longer than (s)", { inputmode: "numeric", pattern: "[0-9]{1,9}", placeholder: "60" })),
  query.get("order") && [h("h2", {}, `Order ${query.get("order")}`), way(answers)],
  h("h2", {}, "Undecided for too long"),
  undecided && h("p", { id: "count", class: undecided.count > 0 ? "bad" : "good" },
    undecided.count > 0 ? `✗ ${undecided.count > 10_000 ? "more than 10,000" : undecided.count}, the longest first` : "✓ There is none."),
  undecided && h("ul", { id: "undecided", class: "plain" }, undecided.orders.map(drawOrder)),
];

function drawOrder({ id, state, cancelRequested, placedAt, seconds, reminders }) {
  const waitsFor = cancelRequested ? "its cancel to be done" : "the decision about its stock";
  return h("li", { "data-key": id },
    h("a", { href: `#/orders?order=${id}` }, `Order ${id}`), `, ${state}, waits for ${waitsFor} for ${duration(seconds)} `,
    h("span", { class: "faint" }, `placed ${clock(placedAt)}, ${reminders} reminder${reminders === 1 ? "" : "s"}`));
}

function way(answers) {
  const all = (list) => answers.flatMap(({ service, body }) => (body?.[list] ?? []).map((one) => ({ ...one, service })));
  const events = all("events").sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const silent = passed.filter((service) => answers.some((answer) => answer.service === service && answer.refusal));
  if (events.length === 0) {
    return h("p", { id: "way" }, silent.length > 0 ? `${silent.join(", ")} does not answer.` : "No service knows this order.");
  }
  const begin = events[0].time;
  return [
    h("p", { class: "faint" }, `From ${clock(begin)}. `, [...new Set(events.map(({ traceId }) => traceId))].filter(Boolean).map((trace) =>
      h("a", { href: `#/logs?trace=${trace}` }, `trace ${trace} `))),
    h("ol", { id: "way", class: "way" },
      events.flatMap((event) => [happened(event, begin), numbered(event, begin)]),
      all("copies").map((copy) => shown(copy, begin)),
      waits(events.filter(({ position }) => position !== null)),
      all("deadLetters").map(({ subscription }) =>
        step("bad", h("a", { href: `#/dead-letters?subscription=${subscription}` }, "dead letter"), ` of ${subscription}`)),
      silent.map((service) => step("bad", `${service} does not answer`))),
  ];
}

const step = (kind, ...content) => h("li", { class: kind }, content);

const happened = ({ type, version, service, time }, begin) =>
  step("", h("strong", {}, type.split(".").slice(0, 2).join(" ")), ` v${version} by ${service}`, after(begin, time));

const numbered = ({ position, numberedAt }, begin) =>
  position === null ? step("waiting", "not numbered yet") : step("", `numbered ${position}`, after(begin, numberedAt));

const shown = ({ version, service, writtenAt }, begin) =>
  step("", h("strong", {}, "shown"), ` v${version} by ${service}`, after(begin, writtenAt));

function after(begin, time) {
  const passed = Date.parse(time) - Date.parse(begin);
  return passed > 0 && h("span", { class: "faint" }, passed < 10_000 ? ` +${passed} ms` : ` +${duration(passed / 1000)}`);
}

/** Who has not come to the newest event of the order, or of its reservation, and where that event is. */
function waits(events) {
  const newest = (service) => events.findLast((event) => event.service === service)?.position;
  return [["orders.0.products-commands", newest("orders-commands")], ["orders.0.orders-queries", newest("orders-commands")],
    ["products.0.orders-commands", newest("products-commands")]].map(([name, position]) => {
    const one = find(name);
    if (!(one?.position < position)) return null;
    const ahead = position - one.position - 1;
    const place = ahead < one.queued ? "in the list" : "in the log";
    return step("waiting", h("a", { href: `#/subscription?name=${name}` }, one.subscriber), ` waits for ${position}, ${place}, ${ahead} before it`);
  });
}
