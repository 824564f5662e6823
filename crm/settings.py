"""One file: every deployment difference is an environment variable with a safe default.

The variables are listed in docs/reference/settings.md.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from crm.postgres import database, embedded_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- what this deployment is -------------------------------------------------------------------------
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
_DEVELOPMENT_SECRET = "development-only-secret-never-for-production-0123456789"  # noqa: S105 - refused below
SECRET_KEY = env.str("SECRET_KEY", default=_DEVELOPMENT_SECRET)
JWT_SIGNING_KEY = env.str("JWT_SIGNING_KEY", default=f"jwt-{SECRET_KEY}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("PRODUCTION and DEBUG exclude each other. Please unset DEBUG.")
    for _name, _value in (("SECRET_KEY", SECRET_KEY), ("JWT_SIGNING_KEY", JWT_SIGNING_KEY)):
        if _DEVELOPMENT_SECRET in _value or len(_value.encode()) < 32 or SECRET_KEY == JWT_SIGNING_KEY:
            raise ImproperlyConfigured(
                f"{_name} must be a secret of its own, 32 bytes or more. Please set it in the environment: "
                "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
    for _name in ("ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL", "SIGNING_KEY_FILE"):
        if not env.str(_name, default=""):
            raise ImproperlyConfigured(f"{_name} must be set when PRODUCTION is on.")
    if not (env.str("DOCUMENTS_DIR", default="") or env.str("DOCUMENTS_BUCKET", default="")):
        # The default lies in the program's own folder, which the next release may replace.
        raise ImproperlyConfigured("DOCUMENTS_DIR or DOCUMENTS_BUCKET must be set when PRODUCTION is on.")

# --- applications ------------------------------------------------------------------------------------
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
ASGI_APPLICATION = "crm.asgi.application"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "crm",
    "apps.audit",
    "apps.accounts",
    "apps.brokers",
    "apps.borrowers",
    "apps.ledger",
    "apps.applications",
    "apps.repayments",
    "apps.fees",
    "apps.documents",
    "apps.notes",
    "apps.notifications",
    "apps.reports",
    "apps.search",
]
MIDDLEWARE = [
    "crm.api.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- stores ------------------------------------------------------------------------------------------
# Two embedded clusters: `dev` keeps its data, `test` trades durability for speed.
POSTGRES_CLUSTER = env.str("POSTGRES_CLUSTER", default="dev")
DATABASE_URL = env.str("DATABASE_URL", default="") or embedded_url(
    BASE_DIR / ".data" / f"postgres-{POSTGRES_CLUSTER}", disposable=POSTGRES_CLUSTER == "test"
)
DATABASES = {
    "default": {
        **database(DATABASE_URL),
        # A refusal rolls back; see ADR-0003.
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Throttle counters. One process may keep them in memory; several must share them, so production needs Redis.
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# Bytes of documents: files on disk, or objects in an S3-compatible bucket. A lost file cannot be made again,
# so a write on disk is only done when the disk has it; what a test cluster stores is disposable.
DOCUMENTS_DIR = env.path("DOCUMENTS_DIR", default=str(BASE_DIR / ".data" / "documents"))
DOCUMENTS_BUCKET = env.str("DOCUMENTS_BUCKET", default="")
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", default=10 * 1024 * 1024)
if DOCUMENTS_BUCKET:
    from botocore.config import Config

    _DOCUMENTS = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": DOCUMENTS_BUCKET,
            "endpoint_url": env.str("DOCUMENTS_ENDPOINT", default="") or None,
            "region_name": env.str("DOCUMENTS_REGION", default="") or None,
            "default_acl": None,
            "file_overwrite": False,
            "max_memory_size": 256 * 1024,
            # Checksums in trailers are known to Amazon, and to few of those compatible with it.
            "client_config": Config(
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
else:
    _DOCUMENTS = {
        "BACKEND": "apps.documents.storage.DurableStorage",
        "OPTIONS": {
            "location": str(DOCUMENTS_DIR),
            "durable": POSTGRES_CLUSTER != "test",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": _DOCUMENTS,
}
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static" if PRODUCTION else None  # `manage.py collectstatic` fills it

# --- time and language -------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
BUSINESS_TIME_ZONE = env.str("BUSINESS_TIME_ZONE", default="Australia/Sydney")
USE_I18N = False

# --- accounts ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.ThrottledBackend"]  # the admin site's sign-in
PASSWORD_HASHERS = ["apps.accounts.hashers.Argon2Hasher"]
# Cost of one Argon2id hash. The defaults are Django's; a test run may lower them, the algorithm stays.
ARGON2_TIME_COST = env.int("ARGON2_TIME_COST", default=2)
ARGON2_MEMORY_COST = env.int("ARGON2_MEMORY_COST", default=102_400)
ARGON2_PARALLELISM = env.int("ARGON2_PARALLELISM", default=8)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=15)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=7)),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "ISSUER": "loan-crm",
    "AUDIENCE": "loan-crm-api",
    "USER_ID_FIELD": "id",
    "USER_ID_CLAIM": "sub",
    "TOKEN_TYPE_CLAIM": "token_type",
    "JTI_CLAIM": "jti",
    "AUTH_HEADER_TYPES": ("Bearer",),
    "UPDATE_LAST_LOGIN": False,
}
PASSWORD_RESET_MINUTES = env.int("PASSWORD_RESET_MINUTES", default=60)
PASSWORD_RESETS_PER_HOUR = env.int("PASSWORD_RESETS_PER_HOUR", default=5)
LOGIN_FAILURES = env.int("LOGIN_FAILURES", default=10)
LOGIN_FAILURE_MINUTES = env.int("LOGIN_FAILURE_MINUTES", default=15)

# --- lending -----------------------------------------------------------------------------------------
LVR_LIMIT = env("LVR_LIMIT", cast=Decimal, default=Decimal("80.00"))  # percent; above it nothing is approved
# The letterhead of what is generated.
LENDER_NAME = env.str("LENDER_NAME", default="Example Lending Pty Ltd")
LENDER_ABN = env.str("LENDER_ABN", default="53 004 085 616")
LENDER_ADDRESS = env.str("LENDER_ADDRESS", default="Level 9, 1 Example Street, Sydney NSW 2000")
LENDER_CONTACT = env.str("LENDER_CONTACT", default="02 5550 0100 \u00b7 lending@crm.example")

# --- signing -----------------------------------------------------------------------------------------
# The key that seals signed documents, and its certificate with those above it: PEM files.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
SIGNING_CERTIFICATE_FILE = env.str("SIGNING_CERTIFICATE_FILE", default="")
SIGNING_KEY_PASSPHRASE = env.str("SIGNING_KEY_PASSPHRASE", default="")
SIGNING_DEVELOPMENT_FILE = BASE_DIR / ".data" / "signing" / "development.pem"  # made on first use
SIGNATURE_REQUEST_DAYS = env.int("SIGNATURE_REQUEST_DAYS", default=90)

# --- mail --------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CRM <crm@localhost>")
FRONTEND_URL = env.str("FRONTEND_URL", default="http://localhost:3000")

# --- notifications -----------------------------------------------------------------------------------
# Who stores tasks in the database needs `manage.py db_worker` beside the API.
TASKS_STORED = env.bool("TASKS_STORED", default=PRODUCTION)
_TASKS = (
    "django_tasks_db.DatabaseBackend" if TASKS_STORED else "django_tasks.backends.immediate.ImmediateBackend"
)
TASKS = {"default": {"BACKEND": _TASKS}}
# Several processes with open sockets need Redis, or each wakes its own only.
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
SOCKETS_PER_USER = env.int("SOCKETS_PER_USER", default=10)
SOCKET_HEARTBEAT_SECONDS = env.int("SOCKET_HEARTBEAT_SECONDS", default=30)
SOCKET_SEND_SECONDS = env.int("SOCKET_SEND_SECONDS", default=10)

# --- HTTP --------------------------------------------------------------------------------------------
APPEND_SLASH = False  # a missing slash is a 404, never a redirect that drops a body
BODY_LIMIT = env.int("BODY_LIMIT", default=1024 * 1024)
JSON_DEPTH_LIMIT = env.int("JSON_DEPTH_LIMIT", default=32)
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # 0: X-Forwarded-For is not believed
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_ALLOW_CREDENTIALS = False  # tokens travel in a header, never in a cookie
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "idempotency-key",
]
CORS_EXPOSE_HEADERS = [
    "Content-Disposition",
    "ETag",
    "Location",
    "Retry-After",
    "X-Request-ID",
    "Idempotent-Replayed",
]
CORS_URLS_REGEX = r"^/api/.*$"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = 31_536_000 * 2 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Swagger UI and ReDoc start from one inline script and style themselves.
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF, "blob:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}
API_DOCS = env.bool("API_DOCS", default=not PRODUCTION)  # Swagger UI and ReDoc
ADMIN_SITE = env.bool("ADMIN_SITE", default=True)

# --- the API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.authentication.SessionFamilyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["apps.accounts.permissions.HoldsPermission"],
    # The base view takes the one that the operation's body is made of.
    "DEFAULT_PARSER_CLASSES": ["crm.api.parsers.StrictJSONParser", "crm.api.multipart.MultiPartParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "rest_framework.negotiation.DefaultContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "crm.api.schema.ContractAutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["crm.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"caller": env.str("THROTTLE_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # ?format= is a parameter like any other, not a switch of renderers
    "COERCE_DECIMAL_TO_STRING": True,
    "UPLOADED_FILES_USE_URL": False,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "crm.api.errors.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "crm.api.errors.ProblemFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "NESTED_FIELD_SEPARATOR": "/",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loan CRM API",
    "DESCRIPTION": (
        "Loan management for a private mortgage lender: brokers bring applications, the lender approves, "
        "settles and collects them.\n\n"
        "Every refusal is an `application/problem+json` document (RFC 9457) with a stable `code`. Each "
        "operation says in `x-roles` who may call it (A admin, M business development manager, K broker, "
        "B borrower, P public, T signing-token holder) and in `x-rule-codes` which business rules may "
        "refuse a valid request."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "CONTACT": {"name": "Loan CRM team", "url": "https://crm.example/"},
    "LICENSE": {"name": "Proprietary", "url": "https://crm.example/licence/"},
    "SERVERS": [{"url": "/", "description": "This server"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    # Bodies and answers are different classes here (`...Input`, `...Output`), so nothing has to be split.
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # fields of one name with different choices
    "ENUM_NAME_OVERRIDES": {
        "BorrowerKindEnum": ["individual", "company", "trust"],
        "GuarantorKindEnum": ["individual", "company"],
        "RoleEnum": ["admin", "bdm", "broker", "borrower"],
        "BorrowerRoleEnum": ["primary", "co_borrower"],
        "GuarantorRoleEnum": ["guarantor"],
        "StageEnum": "apps.applications.lifecycle.STAGES",
        "GuardEnum": "apps.applications.lifecycle.GUARDS",
        "JournalEntryKindEnum": "apps.ledger.posting.KINDS",
        "FeeKindEnum": "apps.fees.models.KINDS",
        "FeeMethodEnum": "apps.fees.models.METHODS",
        "FeeStatusEnum": "apps.fees.models.STATUSES",
        "GstTreatmentEnum": "apps.fees.models.TREATMENTS",
        "AudienceEnum": "apps.documents.audience.AUDIENCES",
        "DocumentTypeEnum": "apps.documents.models.TYPES",
        "DocumentVersionKindEnum": "apps.documents.models.VERSION_KINDS",
        "DocumentTemplateEnum": "apps.documents.models.TEMPLATES",
        "DocumentContentTypeEnum": "apps.documents.models.CONTENT_TYPES",
        "SignatureStatusEnum": "apps.documents.models.SIGNATURE_STATUSES",
        "PaymentMethodEnum": "apps.repayments.models.METHODS",
        "RepaymentStatusEnum": "apps.repayments.models.STATUSES",
        "ComplianceGroupEnum": "apps.reports.compliance.GROUPS",
        "VolumeGroupEnum": "apps.reports.volume.GROUPS",
        "SignatureRequestStatusEnum": "apps.documents.models.REQUEST_STATUSES",
        "SignerStatusEnum": "apps.documents.models.SIGNER_STATUSES",
        "NotificationTypeEnum": "apps.notifications.models.TYPES",
    },
    "PATH_CONVERTER_OVERRIDES": {
        "id": {"type": "string", "format": "uuid"},
        "number": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
        "token": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"},
    },
    "GET_LIB_DOC_EXCLUDES": "crm.api.schema_hooks.own_words_only",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "PREPROCESSING_HOOKS": ["crm.api.schema_hooks.only_version_one"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "crm.api.schema_hooks.finish",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- logs --------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "crm.api.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        # Denials, sign-ins and exports; written at once, so that no rollback undoes a line.
        "crm.security": {
            "handlers": ["console"],
            "level": env.str("SECURITY_LOG_LEVEL", default="INFO"),
            "propagate": False,
        },
        # Sockets, mails and tasks that fail.
        "crm.notifications": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django_tasks": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # The server writes the query of a socket, where its token may be: in our form, which masks it.
        "uvicorn.error": {"handlers": ["console"], "propagate": False},
        "uvicorn.access": {"handlers": ["console"], "propagate": False},
        "websockets": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
