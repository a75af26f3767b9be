// Compiled against the types that openapi-typescript makes, then run: reads every operation that is named.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };
type Call = { key: string; operation: string; template: string; path: object; query: object; kind: string };

const [service, calls] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: service });

// What a dashboard would write: none of this compiles unless the document types it.
async function typed(headers: { Authorization: string }): Promise<(number | null)[]> {
  const where = { return_code: "national", area: "COUNTY", period: "FY2008-09", number: "latest" };
  const { data } = await client.GET("/v1/editions/{return_code}/{area}/{period}/{number}/cells.json", { params: { path: where }, headers });
  const text: string | undefined = (
    await client.GET("/v1/editions/{return_code}/{area}/{period}/{number}/cells.csv", { params: { path: where }, parseAs: "text", headers })
  ).data;
  if (!text?.startsWith("return,")) throw new Error(`no table: ${text}`);
  const areas = await client.GET("/v1/areas", { params: { query: { limit: 2, kind: "county" } } });
  const names: string[] = areas.data?.areas.map((area) => area.name) ?? [];
  if (!names.length) throw new Error("no area");
  return data?.cells.map((cell) => cell.value) ?? [];
}

async function main(): Promise<void> {
  const asked = JSON.parse(calls) as Call[];
  const key = asked.find((call) => call.operation === "getEditionCellsJson")?.key;
  const values = await typed({ Authorization: `Bearer ${key}` });
  if (!values.some((value) => typeof value === "number")) throw new Error("no value");
  for (const call of asked) {
    const parseAs = call.kind.endsWith("json") ? "json" : call.kind.startsWith("text/") ? "text" : "arrayBuffer";
    const { data, response } = await (client.GET as Function)(call.template, { params: { path: call.path, query: call.query }, parseAs, headers: { Authorization: `Bearer ${call.key}` } });
    console.log(JSON.stringify({ operation: call.operation, status: response.status, parsed: data === undefined ? "NoneType" : typeof data }));
  }
}

void main();
