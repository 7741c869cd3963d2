package dev.guildhall.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.text.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings in a YAML file: one mapping of names to values, a list where commas would stand in a flag. Values are
 * taken as they are written, so that a password of digits keeps its leading zero.
 */
final class ConfigurationFile {

    /** The value of a setting and where it stands. */
    record Entry(String text, int line) {}

    private final Path path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ConfigurationFile(Path path) {
        this.path = path;
    }

    /** Fails with one line that says what is wrong where. */
    static ConfigurationFile read(Path path) {
        var file = new ConfigurationFile(path);
        try (var parser = new YAMLFactory().createParser(Files.newInputStream(path))) {
            file.readAll(parser);
        } catch (JsonProcessingException malformed) {
            var line = malformed.getLocation() == null
                    ? 1
                    : malformed.getLocation().getLineNr();
            throw file.refuse(line, "is not valid YAML: " + firstLine(malformed.getOriginalMessage()));
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException("the configuration file " + path + " does not exist");
        } catch (IOException failed) {
            throw new ConfigurationException(
                    "the configuration file " + path + " cannot be read: " + Reason.of(failed));
        }
        return file;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    Path path() {
        return path;
    }

    private void readAll(YAMLParser parser) throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw refuse(parser, "must be `name: value`");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readEntry(parser);
        }
        if (parser.nextToken() != null) {
            throw refuse(parser, "begins a second document");
        }
    }

    private void readEntry(YAMLParser parser) throws IOException {
        var name = parser.currentName();
        var line = line(parser);
        if (ServerSettings.IN_FILE.stream().noneMatch(setting -> setting.name().equals(name))) {
            throw refuse(
                    line,
                    "has the unknown setting " + Readings.quoted(name) + "; "
                            + Nearest.hint(name, names(), "there are " + String.join(", ", names())));
        }
        parser.nextToken();
        if (entries.put(name, new Entry(value(parser, name), line)) != null) {
            throw refuse(line, "sets " + name + " for the second time");
        }
    }

    private String value(YAMLParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return scalar(parser, name);
        }
        List<String> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(scalar(parser, name));
        }
        return String.join(",", items);
    }

    private String scalar(YAMLParser parser, String name) throws IOException {
        if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
            throw refuse(parser, "needs one value for " + name);
        }
        return parser.getText();
    }

    private static List<String> names() {
        return ServerSettings.IN_FILE.stream().map(Setting::name).toList();
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private ConfigurationException refuse(YAMLParser parser, String why) {
        return refuse(line(parser), why);
    }

    private ConfigurationException refuse(int line, String why) {
        return new ConfigurationException("line " + line + " of " + path + " " + why);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
