import findMyWay, { type HTTPMethod } from 'find-my-way';
import { rewriteUrl } from '../http/api-version.ts';

/** What requests are called that no operation of the document takes, so that nobody makes up new names by asking. */
export const UNMATCHED = 'unmatched';

export type Operations = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Router = Pick<ReturnType<typeof findMyWay>, 'on' | 'find'>;

/** The template, such as `/api/v1/products/{productId}`, of the operation of an OpenAPI document that takes a request. */
export const routeNames = (
  paths: Operations,
  parameterMax: number,
): ((method: string | undefined, url: string | undefined) => string) => {
  const router: Router = findMyWay({ ignoreTrailingSlash: true, maxParamLength: parameterMax });
  const methods = new Set<string>();
  for (const [path, operations] of Object.entries(paths))
    for (const name of Object.keys(operations)) {
      const method = name.toUpperCase();
      methods.add(method);
      const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
      router.on(method as HTTPMethod, pattern, () => undefined, path);
    }
  return (method = 'GET', url = '/') => {
    if (!methods.has(method)) return UNMATCHED;
    const found = router.find(method as HTTPMethod, rewriteUrl(url).split('?', 1)[0]!);
    return typeof found?.store === 'string' ? found.store : UNMATCHED;
  };
};
