"""What Stripe says of each currency, https://docs.stripe.com/currencies: in decimals of some it differs from Babel."""

from dataclasses import dataclass

DECIMALS = {
    0: "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf",
    2: "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop "
    "crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd kes "
    "kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab "
    "pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah "
    "ugx usd uyu uzs wst xcd yer zar zmw",
    3: "bhd jod kwd omr tnd",
}
SMALLEST_STEP = {"isk": 100, "ugx": 100} | dict.fromkeys(DECIMALS[3].split(), 10)
"""Where not every minor unit can be charged: whole ones only, or a last digit of 0. In minor units."""

SMALLEST_CHARGE = {
    **{"aed": 200, "bgn": 100, "czk": 1500, "dkk": 250, "gbp": 30, "hkd": 400, "huf": 17500, "jpy": 50},
    **{"mxn": 1000, "myr": 200, "nok": 300, "pln": 200, "ron": 200, "sek": 300, "thb": 1000},
}
"""In minor units, where it isn't 50 of them."""


@dataclass(frozen=True, slots=True)
class Currency:
    """How amounts in a currency are written and charged.

    Attributes:
        step: Every amount at Stripe is a multiple of it, in minor units.
        smallest_charge: In minor units.
    """

    decimals: int
    step: int
    smallest_charge: int

    @property
    def per_unit(self) -> int:
        """How many minor units make one: 100 for dollars, 1 for yen."""
        return 10**self.decimals


CURRENCIES = {
    code: Currency(decimals, SMALLEST_STEP.get(code, 1), SMALLEST_CHARGE.get(code, 50 if decimals else 1))
    for decimals, codes in DECIMALS.items()
    for code in codes.split()
}
