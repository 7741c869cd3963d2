package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Setting.Kind;
import dev.guildhall.core.text.Reason;
import dev.guildhall.launcher.Sources.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment: a variable for each setting, and for each secret one more, which names the file that it is in. */
final class Variables {

    private static final String OURS = "GUILDHALL_";
    private static final String OF_FILE = "_FILE";

    /** Those that are no settings: of the log, and of bin/guildhall. */
    private static final List<String> OTHERS =
            List.of("GUILDHALL_LOG_LEVEL", "GUILDHALL_ACCESS_LOG_LEVEL", "GUILDHALL_CACHE_DIR");

    private final Map<String, String> environment;
    private final Map<Setting<?>, Found> files;

    private Variables(Map<String, String> environment, Map<Setting<?>, Found> files) {
        this.environment = environment;
        this.files = files;
    }

    /** Fails when a variable is mistyped, or a file cannot be read. */
    static Variables read(Map<String, String> environment) {
        environment.keySet().forEach(Variables::requireNotMistyped);
        var files = new HashMap<Setting<?>, Found>();
        for (var setting : ServerSettings.IN_FILE) {
            if (setting.kind() == Kind.SECRET) {
                file(setting, environment).ifPresent(found -> files.put(setting, found));
            }
        }
        return new Variables(environment, files);
    }

    /** As they are, for a command that will not use them. */
    static Variables unread(Map<String, String> environment) {
        return new Variables(environment, Map.of());
    }

    Optional<Found> find(Setting<?> setting) {
        return given(setting.variable(), environment)
                .map(text -> new Found(text, "in the environment variable " + setting.variable()))
                .or(() -> Optional.ofNullable(files.get(setting)));
    }

    /** The name of the variable whose value is the name of a file with the secret. */
    static String ofFile(Setting<?> setting) {
        return setting.variable() + OF_FILE;
    }

    // An empty variable is how compose files and shells leave one out.
    private static Optional<String> given(String variable, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    private static Optional<Found> file(Setting<?> setting, Map<String, String> environment) {
        var variable = ofFile(setting);
        var named = given(variable, environment);
        if (named.isPresent() && given(setting.variable(), environment).isPresent()) {
            throw new ConfigurationException(
                    "both " + setting.variable() + " and " + variable + " are set; leave one of them out");
        }
        return named.map(name -> new Found(content(name, variable), "in the file that " + variable + " names"));
    }

    private static String content(String name, String variable) {
        try {
            // Editors and echo end a file with a line's end, which is no part of a secret.
            return Files.readString(Path.of(name)).replaceFirst("\\R\\z", "");
        } catch (IOException | IllegalArgumentException failed) {
            throw new ConfigurationException(
                    "the file " + name + " that " + variable + " names cannot be read: " + Reason.of(failed));
        }
    }

    // Others have names that begin so, too, such as what Kubernetes makes of the services there are.
    private static void requireNotMistyped(String variable) {
        var known = known();
        if (variable.endsWith(OF_FILE) && known.contains(variable.replaceFirst(OF_FILE + "$", ""))) {
            requireNotOfFile(variable, known);
        } else if (variable.startsWith(OURS) && !known.contains(variable)) {
            Nearest.to(
                            variable.substring(OURS.length()),
                            known.stream()
                                    .map(name -> name.substring(OURS.length()))
                                    .toList())
                    .ifPresent(meant -> {
                        throw new ConfigurationException(
                                "there is no variable " + variable + "; did you mean " + OURS + meant + "?");
                    });
        }
    }

    private static void requireNotOfFile(String variable, List<String> known) {
        if (!known.contains(variable)) {
            throw new ConfigurationException("there is no variable " + variable
                    + ", for only secrets are read from a file of their own; give "
                    + variable.replaceFirst(OF_FILE + "$", ""));
        }
    }

    /** All that there are. */
    static List<String> known() {
        var names = new ArrayList<>(OTHERS);
        names.add(ServerSettings.CONFIG.variable());
        for (var setting : ServerSettings.IN_FILE) {
            names.add(setting.variable());
            if (setting.kind() == Kind.SECRET) {
                names.add(ofFile(setting));
            }
        }
        return names;
    }
}
