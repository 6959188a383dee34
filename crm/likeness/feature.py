"""What the rules for duplicates add to the product: the weights that ship with it."""

from crm.core.features import Feature, Seed
from crm.likeness import shipped

FEATURE = Feature(name="likeness", seeds=(Seed("rules for duplicates", shipped.load),))
