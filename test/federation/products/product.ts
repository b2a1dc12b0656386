import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';

// The types that Apollo's compatibility suite asks a subgraph for, one for each directive of Federation.

@Directive('@shareable')
@ObjectType({ simpleResolvers: true })
export class ProductDimension {
  @Field(() => String, { nullable: true })
  size!: string;

  @Field(() => Float, { nullable: true })
  weight!: number;

  @Directive('@inaccessible')
  @Field(() => String, { nullable: true })
  unit!: string;
}

@ObjectType({ simpleResolvers: true })
export class ProductVariation {
  @Field(() => ID)
  id!: string;
}

@ObjectType({ simpleResolvers: true })
export class CaseStudy {
  @Field(() => ID)
  caseNumber!: string;

  @Field(() => String, { nullable: true })
  description!: string;
}

@Directive('@key(fields: "study { caseNumber }")')
@ObjectType({ simpleResolvers: true })
export class ProductResearch {
  @Field(() => CaseStudy)
  study!: CaseStudy;

  @Field(() => String, { nullable: true })
  outcome!: string | null;
}

@Directive('@key(fields: "email")')
@ObjectType({ simpleResolvers: true })
export class User {
  @Field(() => ID)
  email!: string;

  @Directive('@override(from: "users")')
  @Field(() => String, { nullable: true })
  name!: string;

  @Directive('@external')
  @Field(() => Int, { nullable: true })
  totalProductsCreated!: number;

  @Directive('@external')
  @Field(() => Int)
  yearsOfEmployment!: number;
}

@Directive('@key(fields: "sku package")')
@ObjectType({ simpleResolvers: true })
export class DeprecatedProduct {
  @Field(() => String)
  sku!: string;

  @Field(() => String)
  package!: string;

  @Field(() => String, { nullable: true })
  reason!: string;

  @Field(() => User, { nullable: true })
  createdBy!: User;
}

@Directive('@custom')
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sku package")')
@Directive('@key(fields: "sku variation { id }")')
@ObjectType({ simpleResolvers: true })
export class Product {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  sku!: string;

  @Field(() => String, { nullable: true })
  package!: string;

  @Field(() => ProductVariation, { nullable: true })
  variation!: ProductVariation;

  @Field(() => ProductDimension, { nullable: true })
  dimensions!: ProductDimension;

  @Directive('@provides(fields: "totalProductsCreated")')
  @Field(() => User, { nullable: true })
  createdBy!: User;

  @Directive('@tag(name: "internal")')
  @Field(() => String, { nullable: true })
  notes!: string | null;

  @Field(() => [ProductResearch])
  research!: ProductResearch[];
}

@Directive('@interfaceObject')
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true })
export class Inventory {
  @Field(() => ID)
  id!: string;

  @Field(() => [DeprecatedProduct])
  deprecatedProducts!: DeprecatedProduct[];
}
