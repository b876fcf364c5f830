// Orders that have waited for too long, and what is in one order and its way through the services.
import { h } from "/assets/dom.js";
import { clock, duration, field, filters, given, readAll, trace } from "./operator.js";
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
  query.get("order") && [h("h2", {}, `Order ${query.get("order")}`), contents(answers), way(answers)],
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

/** What was ordered, and what has become of it. */
function contents(answers) {
  const order = answers.map(({ body }) => body?.particulars).find(Boolean);
  if (!order) return null;
  const { user, market, state, reason, cancelRequested, lines } = order;
  return [
    h("p", {}, `Of user ${user}${market ? ` in ${market}` : ""}: `, h("strong", {}, state),
      reason && `, ${reason}`, cancelRequested && state !== "cancelled" && ", its cancel was asked for"),
    h("ul", { id: "contents" }, lines.map(({ product, quantity, value }) => h("li", {}, `${quantity} × product ${product}, ${(value / 100).toFixed(2)} each`))),
  ];
}

/** The subscriptions that an order passes; its reservation's events pass the last one. */
const lists = ["orders.0.products-commands", "orders.0.orders-queries", "products.0.orders-commands"];

function way(answers) {
  const all = (list) => answers.flatMap(({ service, body }) => (body?.[list] ?? []).map((one) => ({ ...one, service })));
  const events = all("events").sort((a, b) => micros(a.time) - micros(b.time));
  const silent = passed.filter((service) => answers.some((answer) => answer.service === service && answer.refusal));
  if (events.length === 0) {
    return h("p", { id: "way" }, silent.length > 0 ? `${silent.join(", ")} does not answer.` : "No service knows this order.");
  }
  const steps = [...events.flatMap((event) => hops(event, all)), ...all("copies").map(shown)];
  return [
    h("p", { class: "faint" }, `From ${clock(events[0].time)}. `, [...new Set(events.map(({ traceId }) => traceId))].filter(Boolean).map((id) => [trace(id), " "])),
    h("ol", { id: "way", class: "way" },
      inOrder(steps),
      waits(events.filter(({ position }) => position !== null)),
      all("deadLetters").map(({ subscription }) =>
        step("bad", h("a", { href: `#/dead-letters?subscription=${subscription}` }, "dead letter"), ` of ${subscription}`)),
      silent.map((service) => step("bad", `${service} does not answer`))),
    steps.some(({ at, kind }) => !at && kind !== "waiting") && h("p", { class: "faint" },
      "Only the instance that pushed or applied an event knows when, for its last ones, until it ends. Here another one answers, or it was long ago."),
  ];
}

const step = (kind, ...content) => h("li", { class: kind }, content);

/** What became of an event: it happened, got its number, went into the lists, and was applied. A time is null if nobody knows it any more. */
const hops = ({ eventId, type, version, service, time, position, numberedAt, pushes = [] }, all) => [
  { at: time, what: [h("strong", {}, type.split(".").slice(0, 2).join(" ")), ` v${version} by ${service}`] },
  position === null ? { what: "not numbered yet", kind: "waiting" } : { at: numberedAt, what: `numbered ${position}` },
  ...pushes.filter(({ subscription }) => lists.includes(subscription)).flatMap(({ subscription, pushedAt }) => {
    const subscriber = subscription.split(".")[2];
    const isPast = find(subscription)?.position >= position;
    const at = all("applied").find((one) => one.subscription === subscription && one.eventId === eventId)?.appliedAt;
    const failed = all("deadLetters").some((letter) => letter.subscription === subscription && letter.eventId === eventId);
    return [
      (pushedAt || at || isPast) && { at: pushedAt, what: `${position} pushed to ${subscriber}` },
      (at || isPast) && !failed && { at, what: [h("strong", {}, at ? "applied" : "passed"), ` ${position} by ${subscriber}`] },
    ].filter(Boolean);
  }),
];

const shown = ({ version, service, writtenAt }) => ({ at: writtenAt, what: [h("strong", {}, "shown"), ` v${version} by ${service}`] });

/** The steps by their times, each with the time since the one before. One without a time stays behind the one that it comes from. */
function inOrder(steps) {
  let known = 0;
  const placed = steps.map((one) => ({ ...one, key: (known = one.at ? micros(one.at) : known) })).sort((a, b) => a.key - b.key);
  return placed.map(({ at, what, kind = "", key }, i) => {
    const before = placed.slice(0, i).findLast((one) => one.at);
    return step(kind, what, kind !== "waiting" && h("span", { class: "faint" }, at ? ` ${timeOfDay(at)}${before ? `, +${lasted(key - before.key)}` : ""}` : " time not known"));
  });
}

/** A time in microseconds, which a Date does not have. */
const micros = (time) => Date.parse(time) * 1000 + Number((/\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? "").padEnd(3, "0"));

const timeOfDay = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

function lasted(passed) {
  if (passed < 10_000) return `${(passed / 1000).toFixed(1)} ms`;
  return passed < 10_000_000 ? `${Math.round(passed / 1000)} ms` : duration(passed / 1_000_000);
}

/** Who has not come to the newest event of the order, or of its reservation, and where that event is. */
function waits(events) {
  const newest = (service) => events.findLast((event) => event.service === service)?.position;
  return lists.map((name) => {
    const one = find(name);
    const position = newest(one?.publisher);
    if (!(one?.position < position)) return null;
    const ahead = position - one.position - 1;
    const place = ahead < one.queued ? "in the list" : "in the log";
    return step("waiting", h("a", { href: `#/subscription?name=${name}` }, one.subscriber), ` waits for ${position}, ${place}, ${ahead} before it`);
  });
}
