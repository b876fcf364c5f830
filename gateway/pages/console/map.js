// The map: each stream, the lists that carry it, and who applies it.
import { h } from "/assets/dom.js";
import { duration } from "./operator.js";
import { lagOf, offsetOf, rate, span, state, subscriptions } from "./readings.js";

export const title = () => "Map";

export function draw() {
  const streams = Map.groupBy(subscriptions(), ({ stream }) => stream);
  return [
    h("p", { class: "faint" }, "Each stream, from the service that writes it through a list in Redis to those that apply it. Read every two seconds."),
    [...streams].map(drawStream),
    legend(),
  ];
}

export const legend = () =>
  h("p", { class: "faint" }, "The curves show the last two minutes: ", h("span", { class: "key" }, "events applied a second"), " and ",
    h("span", { class: "key lag" }, "events not yet applied"), ", each on a scale of its own.");

function drawStream([stream, lanes]) {
  const { publisher, head, silent, readings } = lanes.find((one) => one.silent.length === 0) ?? lanes[0];
  const away = silent.includes(publisher);
  return h("section", { class: "stream", "data-key": stream, "aria-label": `Stream ${stream}` },
    h("div", { class: `box publisher${away ? " away" : ""}` },
      h("h2", {}, stream),
      h("p", {}, publisher),
      h("p", { class: "faint" }, away ? "does not answer" : `head ${head ?? "–"}, ${perSecond(rate(readings, "head"))}`)),
    h("ul", { class: "lanes" }, lanes.map(drawLane)));
}

function drawLane(one) {
  const [words, kind] = state(one);
  const moves = one.silent.length === 0 && rate(one.readings, "position") > 0;
  return h("li", { class: `lane${one.silent.length > 0 ? " away" : ""}${moves ? " moves" : ""}`, "data-key": one.name },
    h("span", { class: "line", "aria-hidden": "true" }),
    h("p", { class: "list" }, h("strong", {}, one.queued ?? "?"), h("span", {}, " in the list")),
    h("span", { class: "line arrow", "aria-hidden": "true" }),
    h("div", { class: "box subscriber" },
      h("h3", {}, h("a", { href: `#/subscription?name=${one.name}`, "aria-label": `${one.subscriber}, stream ${one.stream}` }, one.subscriber),
        " ", h("span", { class: kind }, words)),
      h("p", { class: "numbers" }, `offset ${offsetOf(one) ?? "–"}, ${behind(one)}, ${perSecond(rate(one.readings, "position"))}`),
      one.owner && h("p", { class: "faint" }, `applied by ${one.owner}`),
      one.deadLetters > 0 && h("p", {}, h("a", { class: "bad", href: `#/dead-letters?subscription=${one.name}` },
        `${one.deadLetters} dead letter${one.deadLetters === 1 ? "" : "s"}`)),
      curves(one)));
}

export function behind(one) {
  const lag = lagOf(one);
  if (!(lag >= 0)) return "lag not known";
  return `${lag} event${lag === 1 ? "" : "s"} behind${one.lagSeconds > 0 ? ` (${duration(one.lagSeconds)})` : ""}`;
}

export const perSecond = (events) => (events === null || events < 0 ? "– events/s" : `${events.toFixed(1)} events/s`);

/** How fast events were applied, and how many were missing. */
export function curves({ readings }) {
  const rates = readings.slice(1).map(({ at, position }, i) => [at, Math.max(0, (position - readings[i].position) / (at - readings[i].at))]).filter(isKnown);
  const lags = readings.map(({ at, lag }) => [at, lag]).filter(isKnown);
  const most = (points) => Math.max(0, ...points.map(([, value]) => value));
  const label = `In the last two minutes at most ${most(rates).toFixed(1)} events a second were applied, and at most ${most(lags)} were missing.`;
  return h("svg", { class: "curves", viewBox: `0 0 ${span} 24`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    curve("lag", lags, most(lags)), curve("rate", rates, most(rates)));
}

const isKnown = ([, value]) => Number.isFinite(value);

function curve(kind, points, most) {
  const now = Date.now() / 1000;
  const places = points.map(([at, value]) => `${(span - now + at).toFixed(1)},${(22 - (20 * value) / (most || 1)).toFixed(1)}`);
  return h("polyline", { class: kind, points: places.join(" "), "vector-effect": "non-scaling-stroke" });
}
