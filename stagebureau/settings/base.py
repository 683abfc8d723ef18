"""What every environment shares."""

from pathlib import Path

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("STAGEBUREAU_VAR", default=str(BASE_DIR / "var"))).resolve()
BESTANDEN_DIR = VAR_DIR / "bestanden"
VERSIE = "0.1.0"

DEMO = False
ONDERHOUD = env.bool("ONDERHOUD", default=False)  # or a file `onderhoud` in VAR_DIR: the portal is closed for a while
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials",
    "basis",
    "kern",
    "vacatures",
    "vraagaanbod",
    "plaatsingen",
    "matching",
    "enquetes",
    "begeleiding",
    "evaluaties",
    "stagebureau",
]

MIDDLEWARE = [
    "basis.http.BeginMiddleware",  # first: the moment before anything is read
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "stagebureau.middleware.OnderhoudMiddleware",
    "stagebureau.middleware.OmvangMiddleware",
    "stagebureau.middleware.AdresMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kern.middleware.SessieMiddleware",
    "kern.middleware.TweedeStapMiddleware",
    "kern.middleware.HuisMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "stagebureau.urls"
WSGI_APPLICATION = "stagebureau.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stagebureau.context.huis",
            ],
        },
    },
]
FORM_RENDERER = "basis.forms.StagebureauRenderer"

SQLITE_OPTIONS = {
    # Immediate: a write transaction takes its lock at the start, so "count, then write" can't be overtaken.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}

# A page asks for few rows at a time: compiling its queries first costs more than it saves.
POSTGRES_OPTIONS = {"options": "-c jit=off"}


def database(default: str) -> dict:
    """Return the `DATABASES["default"]` entry for DATABASE_URL (or `default`)."""
    config = env.db_url("DATABASE_URL", default=default)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **SQLITE_OPTIONS}
    else:
        config["OPTIONS"] = {**POSTGRES_OPTIONS, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'stagebureau.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and limits live in the database: they hold with several workers and without Redis.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

# --- language and time ---
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- static files and uploads ---
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BESTANDEN_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
AANVRAAG_MAX_BYTES = 64 * 1024 * 1024  # several files at once, with room to spare

PDF_IN_KIND = True  # agreements are drawn in a process of their own; a hundred tests have no need of that
# The seal on agreements: a PKCS#12 file with the bureau's own certificate. Empty: the demo makes one, production waits.
ZEGEL_BESTAND = env.str("ZEGEL_BESTAND", default="")
ZEGEL_WACHTWOORD = env.str("ZEGEL_WACHTWOORD", default="")

# --- who is who ---
AUTH_USER_MODEL = "kern.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kern.inloggen.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second step is mailed to its owner
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# How many proxies of our own stand in front; X-Forwarded-For is believed no further than that.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("AANTAL_PROXYS", default=0)
ACCOUNT_USER_DISPLAY = "kern.inloggen.adapters.user_display"
SOCIALACCOUNT_ADAPTER = "kern.inloggen.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# A link, no form: browsers hold every redirect after a form against form-action, and a school's own login page lies
# behind two or three of them.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS: dict = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": env.json("OIDC_APPS", default=[])}
}
# Per account axes counts (below), in the database; this is for one computer that tries many accounts.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "controleren": "30/m/ip", "stagegezin": "5/h/ip"}
MFA_ADAPTER = "kern.inloggen.tweede_stap.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_TOTP_ISSUER = "Stagebureau"
MFA_VERPLICHT = True  # staff roles may not work without a second step (betrouwbaarheid A1)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 5 / 60  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "kern.inloggen.blokkade.gebruikersnaam"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "fouten/geblokkeerd.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = 30 * 60
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "stagebureau.views.fouten.csrf_fout"

# --- headers ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- mail: everything goes through the outbox; this is only how the relay reaches the world ---
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
globals().update({name: value for name, value in EMAIL_CONFIG.items() if name.startswith("EMAIL_")})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Stagebureau <noreply@stagebureau.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery: the broker is a doorbell, the database is the memory ---
BROKER_DIR = VAR_DIR / "wachtrij"
BROKER_REDIS = {"visibility_timeout": 7200, "unacked_restore_throttle": 1}
CELERY_BROKER_URL = env.str("BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT = "stagebureau.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "berichten"),
        "data_folder_out": str(BROKER_DIR / "berichten"),
        "control_folder": str(BROKER_DIR / "beheer"),
        "processed_folder": str(BROKER_DIR / "bezig"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = BROKER_REDIS
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Amsterdam"
VEEGRONDE_SECONDEN = env.int("VEEGRONDE_SECONDEN", default=15 * 60)
OUTBOX_SECONDEN = env.int("OUTBOX_SECONDEN", default=20)
HERSTEL_SECONDEN = env.int("HERSTEL_SECONDEN", default=60)
# After so many weeks a leerbedrijf is asked whether its places and figures are still right (R3.1).
AANBOD_BEVESTIGEN_WEKEN = env.int("AANBOD_BEVESTIGEN_WEKEN", default=8)
# An application that waits: after so many working days a reminder, then a colleague is asked, then the bureau (R4.2).
SOLLICITATIE_HERINNEREN_WERKDAGEN = env.int("SOLLICITATIE_HERINNEREN_WERKDAGEN", default=3)
SOLLICITATIE_ESCALEREN_WERKDAGEN = env.int("SOLLICITATIE_ESCALEREN_WERKDAGEN", default=6)
SOLLICITATIE_BUREAU_WERKDAGEN = env.int("SOLLICITATIE_BUREAU_WERKDAGEN", default=9)
# So many open applications per free seat count as many: the student is shown quieter places.
SOLLICITATIE_DRUK = env.int("SOLLICITATIE_DRUK", default=3)
# How long a mailed link to answer an application works without an account.
SOLLICITATIE_LINK_DAGEN = env.int("SOLLICITATIE_LINK_DAGEN", default=30)
# An evaluation that waits. So many days each step may take (filling in only when no day was agreed), and so many
# working days too late until who must do it is reminded, again and again, until the begeleider hears of it, and then
# the coordinators (R8.1).
EVALUATIE_RITME = {
    naam: env.int(f"EVALUATIE_{naam.upper()}", default=aantal)
    for naam, aantal in {
        "invullen_dagen": 14,
        "bespreken_dagen": 14,
        "tekenen_dagen": 7,
        "vaststellen_dagen": 7,
        "herinneren_werkdagen": 2,
        "herhalen_werkdagen": 5,
        "begeleider_werkdagen": 7,
        "coordinator_werkdagen": 12,
    }.items()
}
# How many days data are kept; what, from when and why stands with each rule (kern.services.bewaren).
BEWAARTERMIJNEN = {
    naam: env.int(f"BEWAAR_{naam.upper()}_DAGEN", default=dagen)
    for naam, dagen in {
        "boekzips": 7,
        "deelnemers": 0,
        "feedback_adressen": 30,
        "feedback_mails": 90,
        "imports": 7,
        "inzage": 730,
        "links": 90,
        "losse_bestanden": 7,
        "losse_bijlagen": 1,
        "matching": 365,
        "matching_ontdooid": 30,
        "meldingen": 365,
        "portfoliodeling": 30,
        "portfoliozips": 7,
        "signalen": 730,
        "taakfouten": 30,
        "uitnodigingen": 90,
        "wezen": 1,
    }.items()
}
# Plain intervals, no crontabs: a crontab skips or doubles runs around the clock change. The rules know what is due.
CELERY_BEAT_SCHEDULE = {
    "controleer-verslagen": {"task": "evaluaties.tasks.controleer_verslagen", "schedule": VEEGRONDE_SECONDEN},
    "start-plaatsingen": {"task": "plaatsingen.tasks.start_plaatsingen", "schedule": VEEGRONDE_SECONDEN},
    "volg-verloop": {"task": "plaatsingen.tasks.volg_verloop", "schedule": VEEGRONDE_SECONDEN},
    "herinner-ondertekenaars": {"task": "plaatsingen.tasks.herinner_ondertekenaars", "schedule": 60 * 60},
    "rond-overeenkomsten-af": {"task": "plaatsingen.tasks.rond_overeenkomsten_af", "schedule": 5 * 60},
    "herinner-uren": {"task": "plaatsingen.tasks.herinner_uren", "schedule": 60 * 60},
    "tel-stagefonds-op": {"task": "plaatsingen.tasks.tel_stagefonds_op", "schedule": 24 * 60 * 60},
    "volg-rondes": {"task": "matching.tasks.volg_rondes", "schedule": HERSTEL_SECONDEN},
    "verstuur-berichten": {"task": "kern.tasks.verstuur_berichten", "schedule": OUTBOX_SECONDEN},
    "herstel-taken": {"task": "kern.tasks.herstel_taken", "schedule": HERSTEL_SECONDEN},
    "volg-metingen": {"task": "enquetes.tasks.volg_metingen", "schedule": VEEGRONDE_SECONDEN},
    "volg-sollicitaties": {"task": "vacatures.tasks.volg_sollicitaties", "schedule": VEEGRONDE_SECONDEN},
    "volg-eigen-plekken": {"task": "vacatures.tasks.volg_eigen_plekken", "schedule": VEEGRONDE_SECONDEN},
    "meld-nieuwe-vacatures": {"task": "vacatures.tasks.meld_nieuwe_vacatures", "schedule": 60 * 60},
    "loop-vacatures-na": {"task": "vacatures.tasks.loop_vacatures_na", "schedule": VEEGRONDE_SECONDEN},
    "herinner-aan-aanbod": {"task": "vraagaanbod.tasks.herinner_aan_aanbod", "schedule": 6 * 60 * 60},
    "herinner-evaluaties": {"task": "evaluaties.tasks.herinner_evaluaties", "schedule": 60 * 60},
    "volg-feedback": {"task": "evaluaties.tasks.volg_feedback", "schedule": VEEGRONDE_SECONDEN},
    "ruim-bestanden-op": {"task": "evaluaties.tasks.ruim_bestanden_op", "schedule": 24 * 60 * 60},
    "volg-signalen": {"task": "begeleiding.tasks.volg_signalen", "schedule": VEEGRONDE_SECONDEN},
    "herinner-bijeenkomsten": {"task": "begeleiding.tasks.herinner_bijeenkomsten", "schedule": VEEGRONDE_SECONDEN},
    "controleer-audit": {"task": "kern.tasks.controleer_audit", "schedule": 24 * 60 * 60},
}

# --- logs ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"regel": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"zonder_geheim": {"()": "stagebureau.logfilter.ZonderGeheim"}},
    "handlers": {"scherm": {"class": "logging.StreamHandler", "formatter": "regel", "filters": ["zonder_geheim"]}},
    "root": {"handlers": ["scherm"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"stagebureau": {"level": "INFO"}, "weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = [
    # The lock-out counts per account on purpose (betrouwbaarheid A2): with the address of the computer in it, a botnet
    # has five tries per machine. That anybody can lock somebody out is accepted: it lasts five minutes.
    "axes.W006",
]
