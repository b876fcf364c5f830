// The front door asks each service whether it answers. A refusal is an answer too: only the gateway's own errors are none.
const services = ["users", "products", "orders"].flatMap((domain) => [
  { name: `${domain}-commands`, path: `/api-commands/${domain}` },
  { name: `${domain}-queries`, path: `/api-queries/${domain}?limit=1` },
]);

for (const service of services) {
  service.line = document.createElement("p");
  const name = document.createElement("h3");
  name.textContent = service.name;
  const item = document.createElement("li");
  item.append(name, service.line);
  document.getElementById("services").append(item);
}

async function ask(service) {
  const began = performance.now();
  let status = 0;
  try {
    status = (await fetch(service.path, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(4000) })).status;
  } catch {
    // no gateway, or no answer in time
  }
  const answers = status > 0 && status < 500;
  service.line.className = answers ? "good" : "bad";
  service.line.textContent = answers ? `✓ answers, ${Math.round(performance.now() - began)} ms` : "✗ does not answer";
  return answers;
}

let isTold = true; // how the whole shop is; a secured one tells operators only

/** Whether the services say that they do not reach Redis. They answer without it, too. */
async function missRedis() {
  if (!isTold) return false;
  try {
    const answer = await fetch("/ops/health", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    isTold = ![401, 403].includes(answer.status);
    return (await answer.json()).redis === "DOWN";
  } catch {
    return false; // no gateway, or no answer in time
  }
}

async function askAll() {
  const [answers, isRedisMissing] = await Promise.all([Promise.all(services.map(ask)), missRedis()]);
  const missing = answers.filter((answer) => !answer).length;
  const sum = document.getElementById("sum");
  const text = missing > 0 ? `✗ ${missing} of six services do not answer. The others go on.`
    : isRedisMissing ? "✗ All six services answer, but do not reach Redis: orders are accepted, and wait."
    : "✓ All six services answer.";
  if (sum.textContent !== text) { // a screen reader hears changes only
    sum.textContent = text;
    sum.className = missing > 0 || isRedisMissing ? "bad" : "good";
  }
  setTimeout(askAll, 5000);
}

/** Puts links to metrics and traces in the place of how to start them, where the gateway knows them and this browser can reach them. */
async function linkPlaces() {
  const answer = await fetch("/assets/places.json", { cache: "no-store" });
  for (const [kind, places] of Object.entries(await answer.json())) {
    const links = places.split(" ").filter(Boolean).map(link).filter(({ hostname }) => !isHere(hostname) || isHere(location.hostname));
    if (links.length > 0) {
      document.getElementById(kind).replaceChildren(said[kind], ...links.flatMap((one, i) => (i === 0 ? [one] : [", ", one])), ".");
    }
  }
}

const said = { metrics: "In numbers: ", traces: "Where the time of an order went: " };
const isHere = (host) => ["localhost", "127.0.0.1", "[::1]"].includes(host);

function link(place) {
  const cut = place.indexOf("=");
  const anchor = document.createElement("a");
  anchor.textContent = place.slice(0, cut);
  anchor.href = place.slice(cut + 1);
  return anchor;
}

askAll();
linkPlaces().catch(() => {}); // then the page goes on to say how they are started
