import { useEffect, useRef } from "react";

let adjuster = null; // of the form that is on the page

/**
 * Has Stripe.js itself change the quantity of an adjustable line item, where the form on this page can.
 *
 * @param {object} wanted
 * @param {string} wanted.stripeItem the id of the line item
 * @param {number} wanted.quantity
 * @param {() => void} wanted.otherwise called later if Stripe.js couldn't do it after all
 * @returns {boolean} whether the form has taken it; if not, the change is the server's
 */
export function adjustQuantity(wanted) {
  return adjuster?.(wanted) ?? false;
}

/**
 * Changes the quantity of an adjustable item by Stripe.js itself, while everything is in step; the total then differs from the
 * page's, and the server reads from Stripe why. Where it stays the same, it is asked to.
 */
export function useAdjusting(payment, inStep, amount, onSession) {
  const latest = useRef({});
  latest.current = { payment, inStep, amount };
  const running = useRef(false);
  useEffect(() => {
    const finish = async ({ stripeItem, quantity, otherwise }, { payment, amount }) => {
      const due = await payment.adjust(stripeItem, quantity).catch(() => null);
      running.current = false;
      if (due === null) otherwise();
      else if (due === amount) onSession("open", due, payment.trialDays);
    };
    const adjust = (wanted) => {
      const { payment, inStep } = latest.current;
      if (!inStep || running.current || !payment.adjusts(wanted.stripeItem, wanted.quantity)) return false;
      running.current = true;
      finish(wanted, latest.current);
      return true;
    };
    adjuster = adjust;
    return () => {
      if (adjuster === adjust) adjuster = null;
    };
  }, [onSession]);
}
