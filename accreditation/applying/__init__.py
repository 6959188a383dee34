"""The pages behind the link of an application: what a business fills in, signs and follows."""
