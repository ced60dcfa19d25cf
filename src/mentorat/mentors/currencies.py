"""Money of the world in hundredths: what may be written in each currency, and up to how much."""

# Currencies without a smaller unit (exponent 0 of ISO 4217, list one). Those of three decimals are
# written to the hundredth here, which each of them can pay.
_NO_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WHOLE = frozenset(_NO_CENTS.split())
# About how many units a euro is worth, to the nearest power of ten; one or two where not named.
# A bound against slips needs no more, and no exchange rate of the day moves it.
UNITS_A_EURO = {
    code: units
    for units, codes in {
        10: "BOB BWP CNY CUP CZK DKK ERN GHS GTQ HKD HNL LSL MAD MDL MOP MRU MVR MXN MZN NAD NOK"
        " PLN RON SCR SEK STN SZL TJS TTD UAH ZAR ZMW",
        100: "AFN ALL BDT BTN CVE DJF DOP DZD EGP ETB GMD GYD HTG INR ISK JMD JPY KES KGS LRD MKD"
        " MUR NIO NPR PHP RSD RUB SRD THB TRY TWD UYU VES VUV XPF YER",
        1_000: "AMD AOA ARS CLP CRC HUF IQD KMF KPW KRW KZT LKR MMK MWK NGN PKR RWF SDG SOS TZS XAF"
        " XOF",
        10_000: "BIF CDF COP GNF IDR KHR LAK MGA MNT PYG SSP SYP UGX UZS VND",
        100_000: "IRR LBP",
    }.items()
    for code in codes.split()
}
RATE_EUROS_MAX = 10_000
# What eight hours cost, the longest session, still fits the column of a booking's price.
RATE_CENTS_LIMIT = (2**31 - 1) // 8


def smallest_cents(currency: str) -> int:
    """The smallest amount that can be paid, in hundredths: 100 where there are no cents."""
    return 100 if currency in WHOLE else 1


def rate_cents_max(currency: str) -> int:
    """The highest hourly rate in hundredths: about ten thousand euros, as far as we can keep it."""
    return min(RATE_EUROS_MAX * 100 * UNITS_A_EURO.get(currency, 1), RATE_CENTS_LIMIT)


def payable(cents: int, parts: int, currency: str) -> int:
    """A `parts`th of hundredths in the currency's own smallest unit, half of one rounded up."""
    unit = smallest_cents(currency)
    return (2 * cents + parts * unit) // (2 * parts * unit) * unit
