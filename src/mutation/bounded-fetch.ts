const longestBody = 8 * 1024 * 1024;

/** `fetch` that counts its requests, follows no redirect (a key would go along) and ends a body that is too long. */
export function boundedFetch(): { readonly fetch: typeof globalThis.fetch; readonly calls: () => number } {
  let count = 0;
  return {
    calls: () => count,
    fetch: async (input, init) => {
      count += 1;
      const response = await globalThis.fetch(input, { ...init, redirect: 'error' });
      if (response.body === null) return response;
      return new Response(response.body.pipeThrough(limited()), response);
    },
  };
}

function limited(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > longestBody) controller.error(new Error(`the answer is longer than ${longestBody} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
