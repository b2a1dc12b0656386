import 'reflect-metadata';
import { DirectiveLocation, GraphQLDirective, specifiedDirectives, type GraphQLSchema } from 'graphql';
import { Arg, buildSchemaSync, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Representation } from '../../../src/graphql/federation/representation.js';
import { subgraphSdl, toSubgraph } from '../../../src/graphql/federation/subgraph.js';
import { deprecatedProduct, inventory, products, research, user } from './product-data.js';
import { DeprecatedProduct, Inventory, Product, User } from './product.js';

const LINK = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.3"
      import: [
        "@composeDirective", "@external", "@inaccessible", "@interfaceObject", "@key", "@override", "@provides",
        "@requires", "@shareable", "@tag"
      ]
    )
    @link(url: "https://myspecs.dev/myCustomDirective/v1.0", import: ["@custom"])
    @composeDirective(name: "@custom")`;

@Resolver(() => User)
class ProductResolver {
  @Query(() => Product, { nullable: true })
  product(@Arg('id', () => ID) id: string): Product | null {
    return products.find((product) => product.id === id) ?? null;
  }

  @Query(() => DeprecatedProduct, { nullable: true, deprecationReason: 'Use product query instead' })
  deprecatedProduct(
    @Arg('sku', () => String) sku: string,
    @Arg('package', () => String) packageName: string,
  ): DeprecatedProduct | null {
    return isDeprecated(sku, packageName) ? deprecatedProduct : null;
  }

  @Directive('@requires(fields: "totalProductsCreated yearsOfEmployment")')
  @FieldResolver(() => Int, { nullable: true })
  averageProductsCreatedPerYear(@Root() { totalProductsCreated, yearsOfEmployment }: User): number {
    return Math.round(totalProductsCreated / yearsOfEmployment);
  }
}

/** The subgraph of Apollo's compatibility suite, made as the gateway's own is. */
export function createProductSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [ProductResolver],
    orphanedTypes: [Inventory],
    validate: false,
    // Not asked for anything here: the resolvers of the gateway, in this process too, want one.
    authChecker: () => false,
    directives: [
      ...specifiedDirectives,
      new GraphQLDirective({ name: 'custom', locations: [DirectiveLocation.OBJECT] }),
    ],
  });
  return toSubgraph(schema, {
    sdl: subgraphSdl(schema, LINK),
    entities: {
      User: ({ email, ...known }) => (email === user.email ? { ...user, ...known } : null),
      Product: findProduct,
      ProductResearch: ({ study }) =>
        research.find((one) => one.study.caseNumber === (study as { caseNumber: string }).caseNumber) ?? null,
      DeprecatedProduct: ({ sku, package: packageName }) =>
        isDeprecated(sku, packageName) ? deprecatedProduct : null,
      Inventory: ({ id }) => (id === inventory.id ? inventory : null),
    },
  });
}

/** By whichever key it is named. */
function findProduct({ id, sku, package: packageName, variation }: Representation): Product | null {
  const isNamed = (product: Product) =>
    id === undefined
      ? product.sku === sku &&
        (packageName === undefined
          ? product.variation.id === (variation as { id: string }).id
          : product.package === packageName)
      : product.id === id;
  return products.find(isNamed) ?? null;
}

function isDeprecated(sku: unknown, packageName: unknown): boolean {
  return sku === deprecatedProduct.sku && packageName === deprecatedProduct.package;
}
