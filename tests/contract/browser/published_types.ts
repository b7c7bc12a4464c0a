// What Stripe.js of the local Stripe gives to a page, held against the types that Stripe publishes. Only `tsc` reads this.
import type {
  ConfirmPaymentData,
  PaymentIntentResult,
  Stripe,
  StripeAddressElement,
  StripeCheckoutElementsSdk,
  StripeCheckoutLoadActionsResult,
  StripeCheckoutLoadActionsSuccess,
  StripeCheckoutSession,
  StripeContactDetailsElement,
  StripeElements,
  StripeLinkAuthenticationElement,
  StripePaymentElement,
} from "@stripe/stripe-js";

declare const checkout: Checkout;
declare const element: StandInElement;

export const sdk: StripeCheckoutElementsSdk = createCheckoutSdk("pk_test_12345678", { clientSecret: "cs_1_secret_1" });
export const loaded: Promise<StripeCheckoutLoadActionsResult> = load(checkout);
export const actions: StripeCheckoutLoadActionsSuccess = createActions(checkout);
export const session: StripeCheckoutSession = checkout.state.session();

export const payment: StripePaymentElement = element;
export const address: StripeAddressElement = element;
export const contact: StripeContactDetailsElement = element;
export const link: StripeLinkAuthenticationElement = element;

type Supported =
  | "createEmbeddedCheckoutPage"
  | "initCheckoutElementsSdk"
  | "retrievePaymentIntent"
  | "confirmCardPayment"
  | "registerAppInfo";
export const stripe: Pick<Stripe, Supported> = createStripe("pk_test_12345678");

// `confirmPayment` has overloads; this is the one that answers.
type ConfirmPayment = (options: {
  elements: StripeElements;
  confirmParams?: Partial<ConfirmPaymentData>;
  redirect: "if_required";
}) => Promise<PaymentIntentResult>;
export const confirm: ConfirmPayment = createStripe("pk_test_12345678").confirmPayment;

// Nothing that Stripe's types know is missing from what the page gets, and nothing is in it that they don't know.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
export const sameActions: Same<keyof Actions, keyof StripeCheckoutLoadActionsSuccess> = true;
export const sameSdk: Same<keyof ReturnType<typeof createCheckoutSdk>, keyof StripeCheckoutElementsSdk> = true;
export const sameSession: Same<keyof PaymentPage["session"] | "canConfirm", keyof StripeCheckoutSession> = true;
