// Sends a file by tus-js-client: aborted after the first part, resumed by another upload of the same address.
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import * as tus from "tus-js-client";

const [endpoint, key, path, part] = process.argv.slice(2);
const options = {
  endpoint,
  chunkSize: Number(part),
  uploadSize: statSync(path).size,
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: basename(path) },
  storeFingerprintForResuming: false,
  retryDelays: null,
};

const begun = await new Promise((resolve, reject) => {
  const upload = new tus.Upload(createReadStream(path), {
    ...options,
    onError: reject,
    onChunkComplete: (_size, here) => upload.abort().then(() => resolve({ url: upload.url, here }), reject),
  });
  upload.start();
});
const offset = await new Promise((resolve, reject) => {
  let last = 0;
  const upload = new tus.Upload(createReadStream(path), {
    ...options,
    uploadUrl: begun.url,
    onError: reject,
    onChunkComplete: (_size, here) => (last = here),
    onSuccess: () => resolve(last),
  });
  upload.start();
});
console.log(JSON.stringify({ url: begun.url, resumed_at: begun.here, offset }));
