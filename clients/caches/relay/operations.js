// The documents of a Relay app, which the compiler makes artifacts of.
import { graphql } from 'relay-runtime';

graphql`
  fragment operations_customer on Customer
  @refetchable(queryName: "operationsCustomerPromotionsQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 1 }, after: { type: "String" }) {
    id
    promotions(first: $first, after: $after) @connection(key: "operations_customer__promotions") {
      totalCount
      edges {
        node {
          ...operations_state @relay(mask: false)
        }
      }
    }
  }
`;

graphql`
  fragment operations_state on CustomerPromotion {
    id
    enrolmentsUsed
    earningsUsed
    availability
    promotion {
      id
      name
      program {
        id
        name
      }
    }
  }
`;

graphql`
  query operationsCustomerQuery($first: Int = 50) {
    loyaltyCustomer(by: { id: "1001" }) {
      ...operations_customer @arguments(first: $first)
    }
  }
`;

graphql`
  subscription operationsChangedSubscription {
    customerPromotionChanged(by: { id: "1001" }) {
      ...operations_state @relay(mask: false)
    }
  }
`;

graphql`
  mutation operationsEarnMutation($input: EarnPromotionInput!) {
    earnPromotion(input: $input) {
      replayed
      results {
        ... on Success {
          index
          customerPromotion {
            ...operations_state @relay(mask: false)
          }
          enrolment {
            id
          }
          earning {
            id
          }
        }
        ... on CustomerError {
          index
          code
          disposition
        }
      }
    }
  }
`;
