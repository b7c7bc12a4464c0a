// Types that the sources share. `tsc` reads them; nothing is served from here.

type Train = "v3" | "acacia" | "basil" | "clover" | "dahlia" | "endive";

/** The server puts it before the sources of the script. */
declare const TRAIN: Train;

/** What the script says, by language, then by name; the server puts it there as well. */
declare const WORDS: Record<string, Record<string, string | Record<string, string>>>;

type StripeJs = typeof import("@stripe/stripe-js");
type Session = import("@stripe/stripe-js").StripeCheckoutSession;
type Contact = import("@stripe/stripe-js").StripeCheckoutContact;
type Appearance = import("@stripe/stripe-js").Appearance;
type FontSource = import("@stripe/stripe-js").CssFontSource | import("@stripe/stripe-js").CustomFontSource;
type CheckoutOptions = import("@stripe/stripe-js").StripeCheckoutElementsSdkOptions;
type CheckoutSdk = import("@stripe/stripe-js").StripeCheckoutElementsSdk;
type Actions = import("@stripe/stripe-js").StripeCheckoutLoadActionsSuccess;
type LoadActionsResult = import("@stripe/stripe-js").StripeCheckoutLoadActionsResult;
type ValidateElementsResult = import("@stripe/stripe-js").StripeCheckoutValidateElementsResult;
type ConfirmResult = import("@stripe/stripe-js").StripeCheckoutConfirmResult;
type EmbeddedCheckoutOptions = import("@stripe/stripe-js").StripeEmbeddedCheckoutOptions;
type EmbeddedCheckout = import("@stripe/stripe-js").StripeEmbeddedCheckout;
type ConfirmArguments = NonNullable<Parameters<Actions["confirm"]>[0]>;
type PaymentIntent = import("@stripe/stripe-js").PaymentIntent;
type SetupIntent = import("@stripe/stripe-js").SetupIntent;
type StripeError = import("@stripe/stripe-js").StripeError;
type BuyerError = { message: string; code: null };
type Success = { type: "success"; session: Session };

type Permission = "client_only" | "server_only";

/** What the portal shows of a subscription. */
interface PortalSubscription {
  id: string;
  status: string;
  currency: string;
  divisor: number;
  interval: string;
  intervalCount: number;
  items: { name: string; quantity: number; unit_amount: number }[];
  period_end: number;
  trial_end: number | null;
  cancel_at_period_end: boolean;
  ended_at: number | null;
  card: { brand: string; last4: string } | null;
}

/** What the server answers on the portal's calls. */
interface PortalPage {
  business: string;
  headline: string | null;
  privacy_policy_url: string | null;
  terms_of_service_url: string | null;
  return_url: string | null;
  email: string | null;
  cancels: "at_period_end" | "immediately" | null;
  reasons: string[];
  subscriptions: PortalSubscription[];
}

/** What the server answers on the browser's calls about a Checkout Session; see README.md. */
interface PaymentPage {
  session: Omit<Session, "canConfirm">;
  ui_mode: "elements" | "embedded_page" | "form" | "hosted_page";
  return_url: string | null;
  cancel_url: string | null;
  redirect_on_completion: "always" | "if_required" | "never";
  mode: "payment" | "subscription" | "setup";
  submit_type: "auto" | "book" | "donate" | "pay" | "subscribe";
  custom_text: Record<"after_submit" | "shipping_address" | "submit" | "terms_of_service_acceptance", string | null>;
  saved_cards: NonNullable<Session["savedPaymentMethods"]>;
  offers_saving: boolean;
  display_name: string;
  custom_fields: CustomField[];
  consent_collection: { promotions: "auto" | "none" | null; terms_of_service: "none" | "required" | null } | null;
  name_collection: Partial<Record<"individual" | "business", { enabled: boolean; optional: boolean } | null>> | null;
  email_is_fixed: boolean;
  allow_promotion_codes: boolean;
  permissions: {
    update_discounts: Permission;
    update_line_items: Permission;
    update_shipping_details: Permission;
  };
  allowed_countries: string[] | null;
  billing_address_collection: "auto" | "required";
  collect_phone_number: boolean;
  payment_method_types: string[];
  payment_method_required: boolean;
  last_payment_error_code: string | null;
  locale: string | null;
  livemode: false;
}

/** A question of the shop's own, on the page that takes the payment. */
interface CustomField {
  key: string;
  label: { custom: string };
  optional: boolean;
  type: "text" | "numeric" | "dropdown";
  text?: { default_value: string | null; maximum_length: number | null; minimum_length: number | null };
  numeric?: CustomField["text"];
  dropdown?: { default_value: string | null; options: { label: string; value: string }[] };
}

/** What a buyer asks for on the page that takes the payment; whether it was done. */
type BuyersChange = (body: {
  line_item?: { id: string; quantity: number };
  optional_item?: { price: string; quantity: number };
  shipping_option?: string;
}) => Promise<boolean>;

interface Confirmation {
  page: PaymentPage;
  return_url: string | null;
  next_action: { url: string } | null;
}

interface IntentConfirmation {
  payment_intent: PaymentIntent;
  next_action: { url: string } | null;
}

type Address = {
  line1: string;
  line2: string | null;
  city: string;
  state: string;
  postal_code: string;
  country: string;
};

type BillingDetails = {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  address?: { [part in keyof Contact["address"]]?: string | null };
};

/** What a Card Element's frame doesn't know of the card: whose it is, and what other frames have put by. */
type CardDetails = {
  billing_details?: BillingDetails;
  metadata?: Record<string, string | number | null>;
  parts?: string[];
};

type Problem = { code: string; message: string };

/** A frame's `change` event. What an element's own event holds besides is in `value`. */
type FrameChange = { complete: boolean; empty: boolean; value: Record<string, unknown> };

type AddressValue = { name: string; firstName?: string; lastName?: string; phone?: string; address: Address };

/** What a buyer types; country and postal code only where no postal code stands yet. */
type TestCard = { number: string; expiry: string; code: string; country: string; postal: string };

/** Everything a frame draws from. Sent whole whenever any of it changes. */
interface FrameConfiguration {
  appearance: Appearance;
  fonts: FontSource[];
  options: Record<string, unknown>;
  context: FrameContext;
}

interface FrameContext {
  key: string;
  paymentRequired: boolean;
  paymentMethodTypes: string[];
  collectsName: boolean;
  collectsBillingAddress: boolean;
  mandate: { business: string | null } | null;
  allowedCountries: string[] | null;
  collectsPhone: boolean;
  email: string | null;
  contact: (Contact & { phone?: string | null }) | null;
}

type Server = { post: <T>(path: string, body: object) => Promise<T> };

type Channel = {
  call: <T>(method: string, argument?: unknown) => Promise<T>;
  notify: (event: string, detail?: unknown) => void;
  close: () => void;
};

type Handler = (event: never) => unknown;

type Listeners = {
  on: (event: string, handler: Handler) => void;
  once: (event: string, handler: Handler) => void;
  off: (event: string, handler?: Handler) => void;
  emit: (event: string, detail?: unknown) => void;
};

type ElementKind =
  | "payment"
  | "card"
  | "cardNumber"
  | "cardExpiry"
  | "cardCvc"
  | "billingAddress"
  | "shippingAddress"
  | "contactDetails"
  | "linkAuthentication"
  | "expressCheckout"
  | "paymentRequestButton"
  | "currencySelector"
  | "taxId"
  | "terms"
  | "linkSignup";

/** What every element of ours offers; each of Stripe's element types is a part of it. */
interface StandInElement {
  mount(target: string | HTMLElement): void;
  unmount(): void;
  destroy(): void;
  focus(): void;
  blur(): void;
  clear(): void;
  collapse(): StandInElement;
  update(options: object): StandInElement;
  on(event: string, handler: Handler): StandInElement;
  once(event: string, handler: Handler): StandInElement;
  off(event: string, handler?: Handler): StandInElement;
  getValue(options?: object): Promise<{ complete: boolean; isNewAddress: boolean; value: AddressValue }>;
}

/** An element as the rest of Stripe.js sees it. */
interface GroupMember {
  kind: ElementKind;
  element: StandInElement;
  mounted: () => boolean;
  state: () => FrameChange;
  validate: () => Promise<Problem[]>;
  createPaymentMethod: (details: BillingDetails) => Promise<{ id: string }>;
  tokenize: (given?: CardDetails) => Promise<{ id: string }>;
  configure: () => void;
}

interface ElementGroup {
  create: (kind: ElementKind, options?: object) => StandInElement;
  get: (kind: ElementKind) => StandInElement | null;
  member: (kind: ElementKind) => GroupMember | undefined;
  forms: () => GroupMember[];
  changeAppearance: (appearance: Appearance) => void;
  loadFonts: (fonts: FontSource[]) => void;
  refresh: () => void;
}
