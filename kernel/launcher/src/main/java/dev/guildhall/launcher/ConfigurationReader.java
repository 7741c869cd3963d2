package dev.guildhall.launcher;

import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.module.Product;
import dev.guildhall.launcher.Configuration.Http;
import dev.guildhall.launcher.Configuration.Storage;
import dev.guildhall.launcher.Sources.Found;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.ParseResult;

/** Makes the configuration of a command line that was parsed, and checks what no setting can check by itself. */
final class ConfigurationReader {

    private final ParseResult root;
    private final ParseResult commandLine;
    private final Sources sources;

    /** @param root what stands before the command */
    ConfigurationReader(ParseResult root, ParseResult commandLine, Sources sources) {
        this.root = root;
        this.commandLine = commandLine;
        this.sources = sources;
    }

    Configuration read() {
        var settings = settings();
        var configuration = new Configuration(
                http(settings),
                new Storage(settings.get(ServerSettings.DATA_DIR), settings.find(ServerSettings.DATABASE_URL)),
                settings.get(ServerSettings.WEBHOOK_ALLOW_PRIVATE),
                settings.find(ServerSettings.SECRET_KEY),
                settings);
        requireTwoPorts(configuration.http());
        ClusterSettings.read(settings);
        Product.modules().forEach(module -> module.check(settings));
        return configuration;
    }

    private static Http http(Settings settings) {
        return new Http(
                settings.get(ServerSettings.HOST),
                settings.get(ServerSettings.PORT),
                settings.get(ServerSettings.MANAGEMENT_HOST),
                settings.get(ServerSettings.MANAGEMENT_PORT),
                settings.find(CommonSettings.PUBLIC_URL),
                settings.find(ServerSettings.CORS_ORIGINS).orElse(List.of()),
                settings.find(ServerSettings.TRUSTED_PROXIES).orElse(List.of()),
                settings.find(ServerSettings.RATE_LIMIT).map(OptionalInt::of).orElse(OptionalInt.empty()),
                settings.get(ServerSettings.MAX_BODY),
                settings.get(CommonSettings.MAX_UPLOAD));
    }

    private static void requireTwoPorts(Http http) {
        if (http.port() != 0 && http.port() == http.managementPort()) {
            throw new ConfigurationException(
                    ServerSettings.PORT.flag() + " and " + ServerSettings.MANAGEMENT_PORT.flag() + " are both "
                            + http.port() + "; give two different ports");
        }
    }

    private Settings settings() {
        var all = Settings.DEFAULTS;
        for (var setting : ServerSettings.IN_FILE) {
            all = given(setting, all);
        }
        return all;
    }

    private <T> Settings given(Setting<T> setting, Settings all) {
        String before = root.matchedOptionValue(setting.flag(), null);
        String text = before != null
                ? before
                : commandLine.commandSpec().findOption(setting.flag()).getValue();
        return text == null ? all : all.with(setting, setting.read(text, place(setting)));
    }

    private String place(Setting<?> setting) {
        return commandLine.hasMatchedOption(setting.flag()) || root.hasMatchedOption(setting.flag())
                ? Sources.ON_COMMAND_LINE
                : sources.find(setting).map(Found::place).orElse("by default");
    }
}
