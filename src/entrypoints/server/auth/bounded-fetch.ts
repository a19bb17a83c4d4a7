const MOST_BYTES = 1 << 20;

/** `fetch` that reads a bounded body and follows no redirect: what answers may be anybody. */
export async function boundedFetch(
  url: string,
  options: object,
  mostBytes: number = MOST_BYTES,
): Promise<Response> {
  const response = await fetch(url, { ...options, redirect: 'manual' });
  if (response.body === null) return response;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    if (size > mostBytes) throw new RangeError('The answer is larger than what is read.');
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}
