package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration;
import dev.guildhall.core.config.Configuration.Administrator;
import dev.guildhall.core.config.Configuration.Execution;
import dev.guildhall.core.config.Configuration.Extensions;
import dev.guildhall.core.config.Configuration.Extensions.Signatures;
import dev.guildhall.core.config.Configuration.Http;
import dev.guildhall.core.config.Configuration.Mail;
import dev.guildhall.core.config.Configuration.Outbound;
import dev.guildhall.core.config.Configuration.Storage;
import dev.guildhall.core.config.Configuration.Tenancy;
import dev.guildhall.core.config.Configuration.Without;
import dev.guildhall.core.plugin.ExecutionLimits;
import dev.guildhall.core.plugin.ExecutionLimits.Breaker;
import dev.guildhall.core.plugin.ExecutionLimits.Places;
import dev.guildhall.launcher.Sources.Found;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ParseResult;

/** Makes the configuration of a command line that was parsed, and checks what no setting can check by itself. */
final class ConfigurationReader {

    private final ParseResult commandLine;
    private final Sources sources;

    ConfigurationReader(ParseResult commandLine, Sources sources) {
        this.commandLine = commandLine;
        this.sources = sources;
    }

    Configuration read() {
        var configuration = new Configuration(
                http(),
                new Storage(required(Settings.DATA_DIR), find(Settings.DATABASE_URL)),
                new Administrator(required(Settings.ADMIN_EMAIL), find(Settings.ADMIN_PASSWORD)),
                new Outbound(required(Settings.WEBHOOK_ALLOW_PRIVATE)),
                mail(),
                extensions(),
                new Execution(limits(), find(Settings.WITHOUT_EXTENSIONS).orElse(Without.NONE)),
                new Tenancy(required(Settings.SELF_SERVICE_WORKSPACES)),
                find(Settings.SECRET_KEY));
        requireTwoPorts(configuration.http());
        requireAKeyForSignatures(configuration.extensions());
        return configuration;
    }

    private Http http() {
        return new Http(
                required(Settings.HOST),
                required(Settings.PORT),
                required(Settings.MANAGEMENT_HOST),
                required(Settings.MANAGEMENT_PORT),
                find(Settings.PUBLIC_URL),
                find(Settings.CORS_ORIGINS).orElse(List.of()),
                find(Settings.TRUSTED_PROXIES).orElse(List.of()),
                find(Settings.RATE_LIMIT).map(OptionalInt::of).orElse(OptionalInt.empty()),
                required(Settings.MAX_BODY),
                required(Settings.MAX_UPLOAD));
    }

    private Mail mail() {
        var host = find(Settings.PUBLIC_URL).map(URI::getHost).orElse("localhost");
        return new Mail(find(Settings.SMTP_URL), find(Settings.MAIL_FROM).orElse("no-reply@" + host));
    }

    private Extensions extensions() {
        return new Extensions(
                required(Settings.EXTENSION_SIGNATURES),
                find(Settings.EXTENSION_TRUSTED_KEYS).orElse(List.of()));
    }

    private ExecutionLimits limits() {
        var usual = ExecutionLimits.DEFAULT;
        int share = required(Settings.EXTENSION_SHARE);
        return new ExecutionLimits(
                new Places(
                        required(Settings.EXTENSION_RUNNING),
                        share,
                        Math.max(1, share / 2),
                        required(Settings.EXTENSION_OUTSTANDING),
                        required(Settings.EXTENSION_QUEUED),
                        required(Settings.EXTENSION_PATIENCE)),
                new Breaker(
                        required(Settings.EXTENSION_TIMEOUTS), usual.breaker().pause()),
                usual.times(),
                usual.lostThreads());
    }

    private static void requireTwoPorts(Http http) {
        if (http.port() != 0 && http.port() == http.managementPort()) {
            throw new ConfigurationException(Settings.PORT.flag() + " and " + Settings.MANAGEMENT_PORT.flag()
                    + " are both " + http.port() + "; give two different ports");
        }
    }

    private static void requireAKeyForSignatures(Extensions extensions) {
        if (extensions.signatures() == Signatures.REQUIRED
                && extensions.trustedKeys().isEmpty()) {
            throw new ConfigurationException(Settings.EXTENSION_SIGNATURES.flag() + " is required, but "
                    + Settings.EXTENSION_TRUSTED_KEYS.flag() + " names no key that could have signed one");
        }
    }

    private <T> T required(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " has no default"));
    }

    private <T> Optional<T> find(Setting<T> setting) {
        String text = commandLine.commandSpec().findOption(setting.flag()).getValue();
        return Optional.ofNullable(text).map(found -> setting.read(found, place(setting)));
    }

    private String place(Setting<?> setting) {
        return commandLine.hasMatchedOption(setting.flag())
                ? Sources.ON_COMMAND_LINE
                : sources.find(setting).map(Found::place).orElse("by default");
    }
}
