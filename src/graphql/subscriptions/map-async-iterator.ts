/** Maps the items of an async iterator that can be ended. */

/**
 * What comes of each item. Unlike an async generator it ends as soon as it is told to, also while an item is awaited,
 * and whatever it is made of ends with it.
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
