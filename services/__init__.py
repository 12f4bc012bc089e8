"""Local services as directories tell of them, named as in Open Referral UK 3.0; what is not told is not known."""
