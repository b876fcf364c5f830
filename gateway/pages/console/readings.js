// What is known of each subscription, from its publisher and its subscriber, and the readings of the last two minutes.
import { readAll, services } from "./operator.js";

export const span = 120; // s
const known = new Map(); // by name: STREAM.PARTITION.SUBSCRIBER
const refusals = new Map(); // by service, of those that did not answer

export async function look() {
  for (const { service, body, refusal } of await readAll("subscriptions")) {
    if (refusal?.outdated) continue;
    refusals.delete(service);
    if (refusal) refusals.set(service, refusal);
    for (const part of [...(body?.published ?? []), ...(body?.consumed ?? [])]) Object.assign(of(part.name), part);
  }
  known.forEach(note);
}

function of(name) {
  if (!known.has(name)) {
    const [stream, , subscriber] = name.split(".");
    known.set(name, { name, stream, subscriber, publisher: `${stream}-commands`, readings: [] });
  }
  return known.get(name);
}

function note(one) {
  const now = Date.now() / 1000;
  one.silent = [one.publisher, one.subscriber].filter((service) => silent().includes(service));
  one.readings = one.readings.filter(({ at }) => now - at < span);
  if (one.silent.length > 0) return;
  one.readings.push({ at: now, head: one.head, position: offsetOf(one) ?? NaN, lag: lagOf(one) });
}

/** Whether a program that is none of the services applies it: only its publisher knows how far it is. */
export const isForeign = ({ subscriber }) => !services.includes(subscriber);

export const offsetOf = (one) => one.position ?? one.acknowledged;

export const lagOf = (one) => one.lagEvents ?? Math.max(0, one.head - one.position);

/** All subscriptions, in the order of the services, and those of other programs at the end. */
export const subscriptions = () =>
  [...known.values()].sort((a, b) => place(a.publisher) - place(b.publisher) || place(a.subscriber) - place(b.subscriber));
const place = (service) => (services.includes(service) ? services.indexOf(service) : services.length);

export const find = (name) => known.get(name);

const inForce = () => [...refusals].filter(([, refusal]) => !refusal.outdated);

export const silent = () => inForce().map(([service]) => service);

/** Why nothing can be shown: the caller is not let in, or nobody answers; else null. */
export function refusal() {
  const all = inForce().map(([, refusal]) => refusal);
  return all.find(({ status }) => status === 401 || status === 403) ?? (all.length === services.length ? all[0] : null);
}

/** Growth a second over the last ten seconds; null where it is not known. */
export function rate(readings, field) {
  const last = readings.at(-1);
  const first = readings.find(({ at, [field]: value }) => last.at - at <= 10 && typeof value === "number");
  const grown = (last?.[field] - first?.[field]) / (last?.at - first?.at);
  return Number.isFinite(grown) ? grown : null;
}

const words = {
  applying: ["applying", "good"],
  idle: ["idle", "good"],
  standby: ["on standby", "faint"],
  waiting: ["waits for a release", "waiting"],
  paused: ["paused", "waiting"],
  rebuilding: ["rebuilding", "waiting"],
  stopped: ["applied by no instance", "bad"],
};

/** The state of a subscription, in words and as a class. */
export function state(one) {
  if (one.silent.includes(one.subscriber)) return ["does not answer", "bad"];
  if (one.silent.length > 0) return [`${one.publisher} does not answer`, "bad"];
  if (one.diverged) return ["diverged: rebuild it", "bad"];
  if (isForeign(one)) return offsetOf(one) === null ? ["does not say how far it is", "bad"] : ["a program of your own", "faint"];
  if (one.state === "idle" && rate(one.readings, "position") > 0) return words.applying; // between two events it is idle
  return words[one.state] ?? [one.state ?? "state not known", "faint"];
}
