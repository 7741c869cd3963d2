package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration.Extensions.Signatures;
import dev.guildhall.core.config.Configuration.Without;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.SmtpServer;
import dev.guildhall.db.migration.DatabaseUrl;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

/** All there is to set, each declared once and in the order of the help. */
final class Settings {

    static final Setting<Path> CONFIG = Setting.optional(
            "config", "<file>", Readings::path, "A YAML file of settings, one `name: value` to a line.");

    static final Setting<String> HOST =
            Setting.required("host", "<address>", "0.0.0.0", Readings::host, "The address to listen on.");

    static final Setting<Integer> PORT = Setting.required(
            "port", "<port>", "8080", Readings::port, "The port of the API and the portal; 0 takes a free one.");

    static final Setting<String> MANAGEMENT_HOST = Setting.required(
            "management-host",
            "<address>",
            "127.0.0.1",
            Readings::host,
            "The address that health and metrics listen on; 0.0.0.0 for a scraper on another machine.");

    static final Setting<Integer> MANAGEMENT_PORT = Setting.required(
            "management-port", "<port>", "8081", Readings::port, "The port of health and metrics; 0 takes a free one.");

    static final Setting<Path> DATA_DIR = Setting.required(
            "data-dir",
            "<directory>",
            "./guildhall-data",
            Readings::path,
            "Where the embedded database and the master key are kept; one server at a time.");

    static final Setting<Secret> DATABASE_URL = Setting.secret(
            "database-url",
            "<url>",
            Settings::databaseUrl,
            "A PostgreSQL 15 or later to use in place of the embedded one, as the user who owns the database:\n"
                    + "postgresql://user:password@host:5432/database");

    static final Setting<Secret> SECRET_KEY = Setting.secret(
            "secret-key",
            "<base64>",
            Readings::masterKey,
            "The key that stored secrets are encrypted with: 32 bytes in base64, the same on every node."
                    + " Without it one is made in the data directory.");

    static final Setting<String> ADMIN_EMAIL = Setting.required(
            "admin-email",
            "<email>",
            "admin@guildhall.local",
            Readings::email,
            "The platform admin that the first start creates.");

    static final Setting<Secret> ADMIN_PASSWORD = Setting.secret(
            "admin-password",
            "<password>",
            Readings::password,
            "The platform admin's first password. Without it one is generated and shown once.");

    static final Setting<URI> PUBLIC_URL = Setting.optional(
            "public-url",
            "<url>",
            Readings::publicUrl,
            "Where clients find this server, when a proxy stands before it; used in links and tokens, and the origin that"
                    + " browsers may write from.");

    static final Setting<List<String>> CORS_ORIGINS = Setting.optional(
            "cors-origins",
            "<origins>",
            Readings.commaSeparated(Readings::origin),
            "Origins whose pages may call the API, with commas between. CORS is off without it.");

    static final Setting<List<String>> TRUSTED_PROXIES = Setting.optional(
            "trusted-proxies",
            "<addresses>",
            Readings.commaSeparated(Readings::network),
            "IP addresses and networks of the proxies before this server, with commas between. Only they are believed"
                    + " who their clients are, by X-Forwarded-For and X-Forwarded-Proto.");

    static final Setting<Integer> RATE_LIMIT = Setting.optional(
            "rate-limit",
            "<number>",
            Readings::rate,
            "Requests per second that each credential may make. Unlimited without it.");

    static final Setting<Integer> SELF_SERVICE_WORKSPACES = Setting.required(
            "self-service-workspaces",
            "<number>",
            "1",
            Readings::count,
            "How many workspaces a user may own and have made without an administrator; 0 lets nobody.");

    static final Setting<Long> MAX_BODY = Setting.required(
            "max-body",
            "<size>",
            "1m",
            Readings::size,
            "The largest body of a request with data of the client's own, such as 512k or 2m.");

    static final Setting<Long> MAX_UPLOAD =
            Setting.required("max-upload", "<size>", "32m", Readings::size, "The largest extension artifact.");

    static final Setting<Boolean> WEBHOOK_ALLOW_PRIVATE = Setting.toggle(
            "webhook-allow-private",
            "Let webhooks and other outbound calls go to private addresses and by plain HTTP; for development.");

    static final Setting<SmtpServer> SMTP_URL = Setting.secret(
            "smtp-url",
            "<url>",
            SmtpServer::parse,
            "The server that takes mail: smtp://user:password@host:587?starttls=required or smtps://host.\n"
                    + "Without it mails are kept as files in the data directory.");

    static final Setting<String> MAIL_FROM = Setting.optional(
            "mail-from",
            "<address>",
            Readings::sender,
            "The sender of mails, such as `Guildhall <no-reply@example.com>`. Without it no-reply at the public URL's"
                    + " host.");

    static final Setting<Signatures> EXTENSION_SIGNATURES = Setting.required(
            "extension-signatures",
            "<optional|required>",
            "optional",
            Readings.oneOf(Signatures.class),
            "Whether extensions must be signed by a trusted key.");

    static final Setting<List<PublicKey>> EXTENSION_TRUSTED_KEYS = Setting.optional(
            "extension-trusted-keys",
            "<keys>",
            Readings.commaSeparated(Readings::trustedKey),
            "Ed25519 public keys that extensions are signed with: base64, with commas between.");

    static final Setting<Integer> EXTENSION_RUNNING = Setting.required(
            "extension-running",
            "<number>",
            "64",
            Readings::places,
            "How many calls may run code of extensions at once; those that only wait do not count.");

    static final Setting<Integer> EXTENSION_SHARE = Setting.required(
            "extension-share",
            "<number>",
            "16",
            Readings::places,
            "How many of these may be of one extension, and how many in one workspace; one extension in one workspace"
                    + " has half of it.");

    static final Setting<Integer> EXTENSION_OUTSTANDING = Setting.required(
            "extension-outstanding",
            "<number>",
            "256",
            Readings::places,
            "How many calls of one extension in one workspace may have begun and not ended; more are refused.");

    static final Setting<Integer> EXTENSION_QUEUED = Setting.required(
            "extension-queued",
            "<number>",
            "256",
            Readings::places,
            "How many calls of one extension in one workspace may wait to begin; more are refused.");

    static final Setting<Duration> EXTENSION_PATIENCE = Setting.required(
            "extension-patience",
            "<seconds>",
            "2",
            Readings::seconds,
            "How long a call may wait to begin; one that would wait longer is refused at once with 503.");

    static final Setting<Integer> EXTENSION_TIMEOUTS = Setting.required(
            "extension-timeouts",
            "<number>",
            "10",
            Readings::places,
            "After so many time-outs in a row an extension in a workspace is left alone for ten seconds.");

    static final Setting<Without> WITHOUT_EXTENSIONS = Setting.alone(
            "without-extensions",
            "<keys>",
            Readings::without,
            "Run none of these extensions, with commas between, or none at all: to start a server that one of them ends.");

    /** Those that a file may set: all but the file. */
    static final List<Setting<?>> IN_FILE = List.of(
            HOST,
            PORT,
            MANAGEMENT_HOST,
            MANAGEMENT_PORT,
            DATA_DIR,
            DATABASE_URL,
            SECRET_KEY,
            ADMIN_EMAIL,
            ADMIN_PASSWORD,
            PUBLIC_URL,
            CORS_ORIGINS,
            TRUSTED_PROXIES,
            RATE_LIMIT,
            SELF_SERVICE_WORKSPACES,
            MAX_BODY,
            MAX_UPLOAD,
            WEBHOOK_ALLOW_PRIVATE,
            SMTP_URL,
            MAIL_FROM,
            EXTENSION_SIGNATURES,
            EXTENSION_TRUSTED_KEYS,
            EXTENSION_RUNNING,
            EXTENSION_SHARE,
            EXTENSION_OUTSTANDING,
            EXTENSION_QUEUED,
            EXTENSION_PATIENCE,
            EXTENSION_TIMEOUTS,
            WITHOUT_EXTENSIONS);

    private Settings() {}

    private static Secret databaseUrl(String text) {
        DatabaseUrl.parse(text);
        return new Secret(text);
    }
}
