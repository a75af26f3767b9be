// Compiled against the types that openapi-typescript makes, then run: checks, sends, sends in parts, goes on, reads findings.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };

const [service, key, good, bad] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: service, headers: { Authorization: `Bearer ${key}` } });
const tus = { "tus-resumable": "1.0.0" } as const;
const asIs = { bodySerializer: (text: string) => text };

async function send(text: string, more: { check_only?: boolean }, idempotency?: string) {
  const header = { "Content-Type": "text/csv", ...(idempotency ? { "Idempotency-Key": idempotency } : {}) };
  const params = { query: { agency: "county", file_name: "figures.csv", ...more }, header };
  return client.POST("/v1/submissions", { params, body: text, headers: { "Content-Type": "text/csv" }, ...asIs });
}

async function sendInParts(text: string) {
  const begun = await client.POST("/v1/uploads", {
    params: { query: { agency: "county", file_name: "figures.csv" }, header: { ...tus, "upload-length": text.length } },
  });
  const path = { name: begun.data!.upload };
  const part = (body: string, offset: number) =>
    client.PATCH("/v1/uploads/{name}", {
      params: { path, header: { ...tus, "upload-offset": offset } },
      body,
      headers: { "Content-Type": "application/offset+octet-stream" },
      ...asIs,
    });
  await part(text.slice(0, text.length / 2), 0);
  const here = (await client.GET("/v1/uploads/{name}", { params: { path } })).data!.offset!;
  await part(text.slice(here), here);
  for (;;) {
    const { data } = await client.GET("/v1/uploads/{name}", { params: { path } });
    if (!["receiving", "waiting", "checking"].includes(data!.state)) return { here, upload: data! };
    await new Promise((done) => (globalThis as any).setTimeout(done, 200));
  }
}

async function main(): Promise<void> {
  const checked = await send(good, { check_only: true });
  const refused = await send(bad, { check_only: true });
  const first = await send(good, {}, "client-2");
  const again = await send(good, {}, "client-2");
  const sent = { params: { path: { name: (first.data as any).submission as string } } };
  const { here, upload } = await sendInParts(bad);
  const judged = { params: { path: { name: upload.upload } } };
  console.log(
    JSON.stringify({
      checked: [checked.response.status, (checked.data as any).state, (checked.data as any).submission],
      refused: [refused.response.status, refused.error!.errors!.map((each) => each.code)],
      sent: [first.response.status, again.response.status, sent.params.path.name === (again.data as any).submission],
      findings: (await client.GET("/v1/submissions/{name}/findings.json", sent)).data!.findings.map((each) => each.code),
      findings_csv: (await client.GET("/v1/submissions/{name}/findings.csv", { ...sent, parseAs: "text" })).data,
      parts: [here, upload.state],
      judged: (await client.GET("/v1/uploads/{name}/findings.json", judged)).data!.findings.map((each) => each.code),
      judged_csv: (await client.GET("/v1/uploads/{name}/findings.csv", { ...judged, parseAs: "text" })).data,
    }),
  );
}

void main();
