// The services: version, health, loops, connections and memory of each.
import { h } from "/assets/dom.js";
import { duration, placeOfTraces, readAll } from "./operator.js";

export const title = () => "Services";

const metrics = {
  heap: "jvm.memory.used?tag=area:heap",
  heapMost: "jvm.memory.max?tag=area:heap",
  connections: "hikaricp.connections.active",
  connectionsMost: "hikaricp.connections.max",
  waiting: "hikaricp.connections.pending",
  uptime: "process.uptime",
  loops: "messaging.loop.age",
};

export async function look() {
  const [health, info, ...measured] = await Promise.all([
    readAll("health"), readAll("info"), ...Object.values(metrics).map((path) => readAll(`metrics/${path}`)),
  ]);
  return health.map(({ service, body, refusal }, i) => {
    const values = Object.keys(metrics).map((name, m) => [name, measured[m][i].body]);
    return { service, health: body ?? (refusal.body.components && refusal.body), info: info[i].body, ...Object.fromEntries(values) };
  });
}

export const draw = (query, all) => [
  h("ul", { class: "columns plain" }, all.map(drawService)),
  h("p", { class: "faint" },
    placeOfTraces() ? [h("a", { href: placeOfTraces() }, "Traces"), " of all services."] : ["Zipkin shows traces after ", h("code", {}, "./chasqui up --with traces"), "."],
    " Each line of the logs has the id of its trace."),
];

function drawService({ service, health, info, heap, heapMost, connections, connectionsMost, waiting, uptime, loops }) {
  const parts = Object.entries(health?.components ?? {});
  const facts = health && {
    Version: info?.build?.version,
    Instance: info?.instance,
    Started: uptime && `${duration(value(uptime))} ago`,
    Health: parts.map(([name, { status }]) => h("span", { class: status !== "UP" && "bad" }, `${status === "UP" ? "✓" : "✗"} ${name} `)),
    Loops: loops && `${loops.availableTags.find(({ tag }) => tag === "loop")?.values.length ?? 0}${hanging(health)}`,
    Connections: connections && `${value(connections)} of ${value(connectionsMost)} to the database in use, ${value(waiting)} waiting`,
    Heap: heap && `${megabytes(heap)} of ${megabytes(heapMost)} MB`,
  };
  return h("li", { class: "box", "data-key": service },
    h("h2", {}, service),
    h("p", { class: health?.status === "UP" ? "good" : "bad" }, health ? `${health.status === "UP" ? "✓ up" : `✗ ${health.status}`}` : "✗ does not answer"),
    facts && h("dl", { class: "facts" },
      Object.entries(facts).filter(([, fact]) => fact).map(([name, fact]) => [h("dt", {}, name), h("dd", {}, fact)])),
    h("p", {}, h("a", { href: `#/logs?service=${service}`, "aria-label": `Logs of ${service}` }, "Logs")));
}

const value = (metric) => metric?.measurements?.[0]?.value ?? "?";
const megabytes = (metric) => Math.round(value(metric) / 2 ** 20);
const hanging = ({ components }) => (components?.loops?.status === "UP" ? ", none hangs" : ", some hang");
