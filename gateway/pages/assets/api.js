// Requests to the shop. A token stays in this tab (sessionStorage) and travels in one header; each page has a token of its own, since
// an operator is no customer.
const place = `chasqui.token.${location.pathname.split("/")[1]}`;

export const token = {
  get: () => sessionStorage.getItem(place),
  set: (text) => sessionStorage.setItem(place, text.trim()),
  clear: () => sessionStorage.removeItem(place),
  /** What it says of its holder. The services check it; this page only reads it. */
  claims() {
    try {
      const [, claims] = token.get().split(".");
      const bytes = Uint8Array.from(atob(claims.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return {};
    }
  },
};

/** An answer that is not 2xx, or none (status 0). Its message is for people, its kind for programs. */
export class Refusal extends Error {
  constructor(status, problem, retryAfter = 1, sent = token.get()) {
    super(problem.detail ?? (status ? `The answer was ${status}.` : "The shop cannot be reached."));
    this.status = status;
    this.body = problem;
    this.kind = (problem.type ?? "").replace("urn:chasqui:problem:", "");
    this.retryAfter = retryAfter;
    this.sent = sent;
  }

  /** Whether it refuses a caller who has entered or forgotten a token since. */
  get outdated() {
    return this.status === 401 && this.sent !== token.get();
  }

  /** Whether the same request may have success later. A POST must have a key then. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.kind === "idempotency-key-in-use";
  }
}

/** Sends a request once, and returns body and headers. An empty body counts as an object without fields. */
export async function ask(path, { method = "GET", headers = {}, body, signal } = {}) {
  const all = { Accept: "application/json, application/problem+json", ...headers };
  const sent = token.get();
  if (sent) all.Authorization = `Bearer ${sent}`;
  if (body !== undefined) all["Content-Type"] = "application/json";
  let answer;
  let content;
  try {
    answer = await fetch(path, { method, headers: all, body: body && JSON.stringify(body), cache: "no-store", signal });
    content = JSON.parse((await answer.text()) || "{}");
  } catch {
    throw new Refusal(0, {});
  }
  if (!answer.ok) throw new Refusal(answer.status, content, Number(answer.headers.get("Retry-After") ?? 1), sent);
  return { body: content, headers: answer.headers };
}

/** Sends a request until it is accepted, or refused for good. It tells {@code trouble} of each attempt that failed for now. */
export async function persist(path, request, trouble = () => {}) {
  for (;;) {
    try {
      return await ask(path, request);
    } catch (refusal) {
      if (!refusal.passes) throw refusal;
      trouble(refusal);
      await new Promise((resume) => setTimeout(resume, 1000 * Math.min(Math.max(refusal.retryAfter, 0.5), 10)));
    }
  }
}

/** Sends a command under a key of its own, so that a repetition has no second effect. */
export const command = (path, { headers = {}, body } = {}, trouble) =>
  persist(path, { method: "POST", body, headers: { "Idempotency-Key": key(), ...headers } }, trouble);

// why not randomUUID: browsers have it only at localhost and with TLS
const key = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

/** The rows of a list from this path on, and the path of the next page. */
export async function page(path) {
  const { body, headers } = await ask(path);
  return { rows: body, next: headers.get("Link")?.match(/^<([^>]+)>; rel="next"/)?.[1] };
}
