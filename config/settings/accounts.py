"""Log-ins, for every stage: passwords, how many may be wrong, and the second factor."""

from __future__ import annotations

from datetime import timedelta

# Long, and none of those that everybody tries first. Other rules make passwords shorter and worse
# (NIST SP 800-63B, 3.1.1.2).
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The first is of new passwords; the second reads those of before, and a log-in replaces them.
PASSWORD_HASHERS = [
    "cms.accounts.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Wrong passwords (cms/http/guesses.py): with one name from everywhere, from one address with all
# names (an office has one address), and with the password that readers of a collection share.
LOG_IN_FAILURES_OF_A_NAME = 10
LOG_IN_FAILURES_OF_AN_ADDRESS = 50
LOG_IN_FAILURES_OF_A_COLLECTION = 200
LOG_IN_COOL_OFF = timedelta(minutes=15)
AXES_HANDLER = "cms.http.guesses.Attempts"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 100  # hundredths: guesses.FULL
AXES_COOLOFF_TIME = LOG_IN_COOL_OFF
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "cms.http.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "cms.accounts.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # a row for each log-in, for ever
AXES_VERBOSE = False
# A second factor (cms/accounts/second_factor); whether there is one, the environment says.
# Who may be named beside groups: superusers, and all.
SECOND_FACTOR_NO_GROUPS = frozenset({"administrators", "everybody"})
ACCOUNT_ADAPTER = "cms.accounts.second_factor.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "cms.accounts.second_factor.forms.ProofPassword"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_RATE_LIMITS = False  # axes counts, in PostgreSQL
MFA_ADAPTER = "cms.accounts.second_factor.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "cms.accounts.second_factor.forms.LogInCode",
    "authenticate_webauthn": "cms.accounts.second_factor.forms.LogInPasskey",
    "reauthenticate": "cms.accounts.second_factor.forms.ProofCode",
    "reauthenticate_webauthn": "cms.accounts.second_factor.forms.ProofPasskey",
    "activate_totp": "cms.accounts.second_factor.forms.AddApp",
    "add_webauthn": "cms.accounts.second_factor.forms.AddPasskey",
}
MFA_RATE_LIMITS = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be wrong
