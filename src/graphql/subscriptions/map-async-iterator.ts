/** Maps the items of an async iterator that can be ended. */

/**
 * Maps each item. Unlike an async generator it ends as soon as it is returned, also while an item is awaited, and its
 * source ends with it.
 */
export function mapAsyncIterator<Item, Result>(
  source: AsyncIterator<Item>,
  map: (item: Item) => Result | Promise<Result>,
): AsyncGenerator<Result, undefined, undefined> {
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    await source.return?.();
    return { done: true, value: undefined };
  };
  return {
    next: async () => {
      const item = await source.next();
      return item.done ? { done: true, value: undefined } : { done: false, value: await map(item.value) };
    },
    return: end,
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
