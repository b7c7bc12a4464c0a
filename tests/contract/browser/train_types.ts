// How the types of a train are asked, whatever the train calls things. Only `tsc` reads this.
type Answer<F> = F extends (...given: never[]) => infer R ? Awaited<R> : never;
type Member<T, K extends string> = K extends keyof T ? T[K] : never;

/** The object of a checkout, under its first name and its second. */
export type CheckoutOf<Stripe> = Answer<Member<Stripe, "initCheckout"> | Member<Stripe, "initCheckoutElementsSdk">>;

/** The actions: members of the checkout itself before clover. */
export type ActionsOf<Checkout> = [Member<Checkout, "loadActions">] extends [never]
  ? Checkout
  : Answer<Member<Checkout, "loadActions">> extends infer Loaded
    ? Loaded extends { type: "success"; actions: infer Actions }
      ? Actions
      : never
    : never;

/** What an action answers. */
export type Result<Actions, Name extends string> = Answer<Member<Actions, Name>>;

/** What only one of the two has, by name: `never` where they are the same. */
export type Difference<Published, Ours> = Exclude<Published, Ours> | Exclude<Ours, Published>;
