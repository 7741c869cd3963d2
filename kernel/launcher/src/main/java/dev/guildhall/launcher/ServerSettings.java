package dev.guildhall.launcher;

import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.module.Product;
import dev.guildhall.db.migration.DatabaseUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All there is to set, in the order of the help. */
final class ServerSettings {

    static final Setting<Path> CONFIG = Setting.optional(
            "config", "<file>", Readings::path, "A YAML file of settings, one `name: value` to a line.");

    static final Setting<String> HOST =
            Setting.required("host", "<address>", "0.0.0.0", ServerReadings::host, "The address to listen on.");

    static final Setting<Integer> PORT = Setting.required(
            "port", "<port>", "8080", Readings::port, "The port of the API and the portal; 0 takes a free one.");

    static final Setting<String> MANAGEMENT_HOST = Setting.required(
            "management-host",
            "<address>",
            "127.0.0.1",
            ServerReadings::host,
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
            ServerSettings::databaseUrl,
            "A PostgreSQL 15 or later to use in place of the embedded one, as the user who owns the database:\n"
                    + "postgresql://user:password@host:5432/database");

    static final Setting<Secret> SECRET_KEY = Setting.secret(
            "secret-key",
            "<base64>",
            ServerReadings::masterKey,
            "The key that stored secrets are encrypted with: 32 bytes in base64, the same on every node."
                    + " Without it one is made in the data directory.");

    static final Setting<List<String>> CORS_ORIGINS = Setting.optional(
            "cors-origins",
            "<origins>",
            Readings.commaSeparated(ServerReadings::origin),
            "Origins whose pages may call the API, with commas between. CORS is off without it.");

    static final Setting<List<String>> TRUSTED_PROXIES = Setting.optional(
            "trusted-proxies",
            "<addresses>",
            Readings.commaSeparated(ServerReadings::network),
            "IP addresses and networks of the proxies before this server, with commas between. Only they are believed"
                    + " who their clients are, by X-Forwarded-For and X-Forwarded-Proto.");

    static final Setting<Integer> RATE_LIMIT = Setting.optional(
            "rate-limit",
            "<number>",
            Readings::rate,
            "Requests per second that each credential may make. Unlimited without it.");

    static final Setting<Long> MAX_BODY = Setting.required(
            "max-body",
            "<size>",
            "1m",
            Readings::size,
            "The largest body of a request with data of the client's own, such as 512k or 2m.");

    static final Setting<Boolean> WEBHOOK_ALLOW_PRIVATE = Setting.toggle(
            "webhook-allow-private",
            "Let webhooks and other outbound calls go to private addresses and by plain HTTP; for development.");

    static final Setting<LogFormat> LOG_FORMAT = Setting.required(
            "log-format",
            "text|json",
            "text",
            Readings.oneOf(LogFormat.class),
            "How the log is written to standard output: lines to read, or an object of JSON on each.");

    static final Setting<URI> OTLP_ENDPOINT = Setting.optional(
            "otlp-endpoint",
            "<url>",
            Readings::publicUrl,
            "An OpenTelemetry collector that takes traces by OTLP over HTTP, such as http://localhost:4318.");

    static final Setting<Integer> TRACE_PERCENT = Setting.required(
            "trace-percent",
            "<number>",
            "100",
            Readings::percent,
            "How many of a hundred traces the collector is sent.");

    static final Setting<Duration> SHUTDOWN_DELAY = Setting.required(
            "shutdown-delay",
            "<seconds>",
            "0",
            Readings::delay,
            "How long it goes on serving when it is asked to stop, while it says that it is not ready: longer than a load"
                    + " balancer takes to notice.");

    /** What the server itself can be told, the modules aside. */
    private static final List<Setting<?>> OWN = List.of(
            HOST,
            PORT,
            MANAGEMENT_HOST,
            MANAGEMENT_PORT,
            DATA_DIR,
            DATABASE_URL,
            SECRET_KEY,
            CORS_ORIGINS,
            TRUSTED_PROXIES,
            RATE_LIMIT,
            MAX_BODY,
            WEBHOOK_ALLOW_PRIVATE,
            LOG_FORMAT,
            OTLP_ENDPOINT,
            TRACE_PERCENT,
            SHUTDOWN_DELAY);

    /** All that a file may set, which is all but the file. */
    static final List<Setting<?>> IN_FILE = Stream.of(
                    OWN.stream(),
                    ClusterSettings.ALL.stream(),
                    CommonSettings.ALL.stream(),
                    Product.modules().stream().flatMap(module -> module.settings().stream()))
            .<Setting<?>>flatMap(settings -> settings)
            .toList();

    private ServerSettings() {}

    private static Secret databaseUrl(String text) {
        DatabaseUrl.parse(text);
        return new Secret(text);
    }
}
