"""Dated rates as rows, and the columns that any table with pay carries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.db import Exact, Model, Numbered, Versioned
from crm.core.permissions import Permission
from crm.pay.rates import Rate, RateCode
from crm.pay.rules import Basis, Pay, pennies, weeks_from


class PayRate(Numbered, Versioned, Model):
    """One dated rate, or one limit (``rates.NUMBERS``). ``amount`` is pounds an hour as a rule.

    The newest rate in force counts, so a new year needs new rows and nothing ended. An amount is
    never rewritten: of the rows for the same people from the same day the highest ``turn`` counts,
    ``why`` says what was wrong before it, and one that is ``taken_back`` says there is no rate.
    """

    __tablename__ = "pay_rate"
    __undo_needs__ = Permission.EDIT_RATES
    __table_args__ = (
        sa.UniqueConstraint("code", "valid_from", "min_age", "turn"),
        {"sqlite_autoincrement": True},
    )

    code: Mapped[RateCode]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    min_age: Mapped[int] = mapped_column(default=0)
    max_age_exclusive: Mapped[int | None]
    amount: Mapped[Decimal]
    source: Mapped[str]
    status: Mapped[str]
    turn: Mapped[int] = mapped_column(default=1)
    taken_back: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")

    @property
    def key(self) -> tuple[RateCode, date, int]:
        """Return what turns of the same rate share: whom it is for, from which day."""
        return self.code, self.valid_from, self.min_age

    @property
    def rate(self) -> Rate:
        """Return the row as the value that the rules take."""
        return Rate(
            valid_from=self.valid_from,
            code=self.code,
            amount=self.amount,
            min_age=self.min_age,
            max_age_exclusive=self.max_age_exclusive,
            valid_until=self.valid_until,
            source=self.source,
            status=self.status,
        )


class Paid:
    """Columns of a row that has pay: as it was stated, never converted away.

    ``pay_amount`` is pounds for ``pay_basis``; ``weeks_per_year`` is "52", "365/7" or a decimal.
    """

    pay_amount: Mapped[Decimal | None]
    pay_basis: Mapped[Basis] = mapped_column(default=Basis.HOURLY)
    weekly_hours: Mapped[Decimal | None] = mapped_column(Exact)
    weeks_per_year: Mapped[str] = mapped_column(default="52")

    @property
    def weeks(self) -> Fraction:
        """Return paid weeks a year, exactly."""
        return weeks_from(self.weeks_per_year)

    @property
    def pay(self) -> Pay | None:
        """Return the pay as the rules take it; None while no amount is known."""
        if self.pay_amount is None:
            return None
        return Pay(self.pay_amount, self.pay_basis, self.weekly_hours, self.weeks)

    @property
    def hourly(self) -> Decimal | None:
        """Return pounds an hour to the penny, for showing; None while it cannot be known."""
        exact = self.pay.hourly if self.pay else None
        return None if exact is None else pennies(exact)
